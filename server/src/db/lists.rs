//! Lists of what is looked for, in few different statements and through the index.

use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait as _, IntoValueTuple, Query, SimpleExpr, ValueTuple,
};

/// A list as long as the next power of two, the last value repeated: a statement with a list of
/// any length is then one of a few, which both engines keep prepared.
pub(super) fn padded<T: Clone>(mut values: Vec<T>) -> Vec<T> {
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

/// Whether columns hold one of the keys. Through a subquery: SQLite takes no list of tuples, and with
/// `IN (VALUES …)` its 3.40 reads the whole table (`EXPLAIN QUERY PLAN`).
pub(super) fn one_of<K: IntoValueTuple>(
    columns: impl IntoIterator<Item = SimpleExpr>,
    keys: impl IntoIterator<Item = K>,
) -> SimpleExpr {
    let keys: Vec<ValueTuple> = keys
        .into_iter()
        .map(IntoValueTuple::into_value_tuple)
        .collect();
    let listed = Query::select()
        .column(Asterisk)
        .from_values(padded(keys), Alias::new("wanted"))
        .take();
    Expr::tuple(columns).in_subquery(listed)
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn lists_grow_to_powers_of_two() {
        assert!(padded(Vec::<u8>::new()).is_empty());
        assert_eq!(padded(vec![1]), [1]);
        assert_eq!(padded(vec![1, 2, 3]), [1, 2, 3, 3]);
        assert_eq!(padded(vec![1; 65]).len(), 128);
    }
}
