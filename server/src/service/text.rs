//! Texts as they are stored.

use crate::error::ServiceError;
use domain::validate::{MAX_TEXT, Problem};

/// A text without the blanks around it; `None` where nothing is left.
///
/// # Errors
/// `Invalid` naming the field where it is longer than [`MAX_TEXT`].
pub(super) fn bounded(field: &str, text: &str) -> Result<Option<String>, ServiceError> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        let message = Problem::TooLong.message_vi();
        return Err(ServiceError::field(field, "too_long", message));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_bounds() {
        let most = "ă".repeat(MAX_TEXT);
        let table = [
            ("  12/QĐ-UBND \n", Some("12/QĐ-UBND")),
            (" \t", None),
            (most.as_str(), Some(most.as_str())),
        ];
        for (text, stored) in table {
            assert_eq!(bounded("f", text).unwrap().as_deref(), stored, "{text}");
        }
        let ServiceError::Invalid(errors) = bounded("f", &format!("{most}ă")).unwrap_err() else {
            panic!("another error");
        };
        assert_eq!(
            (errors[0].field.as_str(), errors[0].code.as_str()),
            ("f", "too_long")
        );
    }
}
