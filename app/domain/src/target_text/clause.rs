//! Decides what each figure is to its bullet, and what it measures.

use super::ParsedMeasure;
use super::aspiration::Read;
use super::figure::Figure;
use super::lexicon::{HEADS, OPENERS, PERIODS, SETTINGS, TIMES, TRAILERS};
use super::token::{Kind, Tokens};
use super::wording::{is_each, same_words, skip_list_mark, trim};
use crate::measure::MeasureRole;

/// The figures of one segment (text between semicolons and sentence ends), read one by one.
pub(super) struct Segment<'t, 'a> {
    tokens: &'t Tokens<'a>,
    start: usize,
    end: usize,
}

/// A figure with its role and the words before it.
struct Placed {
    figure: Figure,
    role: MeasureRole,
    /// Where its clause begins (the comma or `và` before it).
    boundary: usize,
    /// The words before the figure that belong to what is measured: from here to the figure.
    prefix: usize,
    /// Whether `prefix` opens with a verb ("Số hóa 100% …"), so that later clauses of the same
    /// shape are figures of their own.
    verbal: bool,
    /// Whether the subject is only what follows the figure.
    rest_only: bool,
}

impl<'t, 'a> Segment<'t, 'a> {
    /// The segments of the text.
    pub(super) fn all(tokens: &'t Tokens<'a>) -> Vec<Self> {
        let mut segments = Vec::new();
        let mut start = skip_list_mark(tokens);
        let stops = |i: &usize| {
            tokens
                .get(*i)
                .is_some_and(|t| t.kind == Kind::Stop && t.depth == 0)
        };
        while let Some(end) = (start..tokens.len()).find(stops) {
            segments.push(Self { tokens, start, end });
            start = end + 1;
        }
        segments.push(Self {
            tokens,
            start,
            end: tokens.len(),
        });
        segments
    }

    /// Whether the figure stands in this segment.
    pub(super) fn holds(&self, figure: &Figure) -> bool {
        (self.start..self.end.max(self.start + 1)).contains(&figure.from)
    }

    /// The figures of the segment. `inherited` is the subject of the last headline before it.
    pub(super) fn measures(&self, figures: Vec<Figure>, inherited: &str) -> Vec<Read> {
        let mut placed: Vec<Placed> = Vec::new();
        for figure in figures {
            let next = match placed.last() {
                None => self.place_first(figure),
                Some(_) => self.place_next(figure, &placed),
            };
            placed.push(next);
        }
        let aims: Vec<usize> = (self.start..self.end)
            .filter(|k| self.tokens.after(*k, "phấn đấu").is_some())
            .collect();
        let mut subject_before = inherited.to_owned();
        let mut measures = Vec::with_capacity(placed.len());
        for (k, p) in placed.iter().enumerate() {
            let mut subject = if p.role == MeasureRole::PerMemberThreshold {
                self.member_subject(&placed, k)
            } else {
                self.subject(p, self.clause_end(&placed, k))
            };
            // "…, phấn đấu 03 mô hình": the unit says no more than the figure before.
            let alone = subject.is_empty() || same_words(&subject, &p.figure.unit);
            if p.role != MeasureRole::PerMemberThreshold {
                if subject.is_empty() {
                    subject.clone_from(&subject_before);
                }
                subject_before.clone_from(&subject);
            }
            let f = &p.figure;
            let own = p.boundary..self.clause_end(&placed, k);
            let previous = k.checked_sub(1).map(|j| placed[j].figure.end);
            measures.push(Read {
                measure: self.measure(p, subject, &aims),
                alone,
                adjacent: previous == Some(p.boundary),
                aims: f.aims || aims.iter().any(|at| (p.boundary..f.from).contains(at)),
                dated: own
                    .clone()
                    .any(|i| !(f.from..f.end).contains(&i) && self.is_date(i)),
                bracket: self.bracket(p).to_owned(),
            });
        }
        measures
    }

    /// Whether a year or a date stands at `i`.
    fn is_date(&self, i: usize) -> bool {
        let year = |word: &str| word.len() == 4 && matches!(&word[..2], "19" | "20");
        match self.tokens.kind(i) {
            Some(Kind::Code) => true,
            Some(Kind::Number) => year(self.tokens.word(i)),
            _ => false,
        }
    }

    /// The bracket that a figure's clause opens with, whole.
    fn bracket(&self, p: &Placed) -> &'a str {
        let tokens = self.tokens;
        if tokens.kind(p.boundary) != Some(Kind::Open) {
            return "";
        }
        let outside = |i: &usize| tokens.get(*i).is_some_and(|t| t.depth < p.figure.depth);
        let close = (p.figure.end..self.end).find(outside);
        close.map_or("", |close| tokens.slice(p.boundary, close + 1))
    }

    /// `aims`: where *phấn đấu* stands in the segment.
    fn measure(&self, p: &Placed, subject: String, aims: &[usize]) -> ParsedMeasure {
        let f = &p.figure;
        let before = aims.partition_point(|k| *k < f.from);
        let aim = before.checked_sub(1).map(|last| aims[last]);
        let aspirational = p.role != MeasureRole::PerMemberThreshold && (f.aims || aim.is_some());
        let surface = match aim {
            Some(k) if aspirational && f.surface.is_empty() && k >= p.boundary => {
                self.tokens.slice(k, k + 2)
            }
            _ => &f.surface,
        };
        ParsedMeasure {
            comparator: f.comparator,
            surface: surface.to_owned(),
            value: f.value,
            unit: f.unit.clone(),
            subject,
            role: p.role,
            evaluate_as: f.evaluate_as,
            aspirational,
            aspiration: None,
        }
    }

    /// The first figure of a segment: its role follows from the words before it.
    fn place_first(&self, figure: Figure) -> Placed {
        let tokens = self.tokens;
        let prefix = self.strip(self.start, figure.from);
        let mut placed = Placed {
            boundary: self.start,
            prefix,
            verbal: false,
            rest_only: false,
            role: MeasureRole::Headline,
            figure,
        };
        let f = &placed.figure;
        if prefix >= f.from {
            return placed;
        }
        if is_each(tokens, prefix) {
            placed.role = MeasureRole::PerMemberThreshold;
            return placed;
        }
        let has_rest = !trim(tokens.slice(f.own, self.end)).is_empty();
        let ratio = self.head_at(prefix).is_some();
        let setting = SETTINGS.iter().any(|s| tokens.after(prefix, s).is_some());
        let comma = (prefix..f.from).rfind(|k| tokens.kind(*k) == Some(Kind::Comma));
        let led_in = comma.filter(|k| self.strip(k + 1, f.from) >= f.from);
        if ratio || !has_rest {
            return placed;
        }
        if setting {
            placed.rest_only = true;
        } else if let Some(comma) = led_in {
            placed.role = MeasureRole::Embedded;
            placed.rest_only = true;
            placed.boundary = comma;
        } else if f.aims && !f.property {
            placed.role = MeasureRole::Embedded;
            placed.rest_only = true;
            placed.boundary = f.from;
        } else if f.colon {
            placed.rest_only = true;
        } else {
            placed.verbal = true;
        }
        placed
    }

    /// A later figure: a headline of its own if its clause is one, else a condition on each member
    /// of the population before it.
    fn place_next(&self, figure: Figure, placed: &[Placed]) -> Placed {
        let tokens = self.tokens;
        let (Some(first), Some(previous)) = (placed.first(), placed.last()) else {
            return self.place_first(figure);
        };
        let boundary = (previous.figure.end..figure.from).rfind(|k| {
            tokens.kind(*k) == Some(Kind::Comma)
                || tokens.is_any(*k, &["và", "hoặc", "cùng"])
                || tokens.after(*k, "trong đó").is_some()
                || (tokens.kind(*k) == Some(Kind::Open)
                    && tokens.get(*k).is_some_and(|t| t.depth < figure.depth))
        });
        let prefix = self.strip(boundary.unwrap_or(previous.figure.end), figure.from);
        let own_clause = prefix >= figure.from;
        let adjacent = previous.figure.end >= figure.from;
        let with = tokens.is(boundary.unwrap_or(usize::MAX), "và");
        let after_percent = placed
            .iter()
            .any(|p| p.figure.percent && p.role != MeasureRole::PerMemberThreshold);
        let parallel = first.verbal && boundary.is_some();
        let headline = if is_each(tokens, prefix) {
            false
        } else if !figure.percent && after_percent {
            parallel && !own_clause
        } else if with && own_clause && previous.role == MeasureRole::PerMemberThreshold {
            false
        } else {
            let named = self.head_at(prefix).is_some()
                || boundary.is_some_and(|b| {
                    (b..(b + 2).min(figure.from)).any(|k| tokens.after(k, "trong đó").is_some())
                });
            adjacent || (boundary.is_some() && (own_clause || named || parallel))
        };
        let role = match (headline, first.role) {
            (false, _) => MeasureRole::PerMemberThreshold,
            (true, MeasureRole::Embedded) => MeasureRole::Embedded,
            (true, _) => MeasureRole::Headline,
        };
        Placed {
            boundary: boundary.unwrap_or(figure.from),
            prefix,
            verbal: false,
            rest_only: false,
            role,
            figure,
        }
    }

    /// Where the clause of figure `k` ends: at the next headline of the segment.
    fn clause_end(&self, placed: &[Placed], k: usize) -> usize {
        let depth = placed[k].figure.depth;
        let next = placed[k + 1..]
            .iter()
            .find(|p| p.role != MeasureRole::PerMemberThreshold && p.figure.depth <= depth);
        let mut end = next.map_or(self.end, |p| p.boundary);
        if depth > 0 {
            end = (placed[k].figure.end..end)
                .find(|i| self.tokens.get(*i).is_some_and(|t| t.depth < depth))
                .unwrap_or(end);
        }
        end
    }

    /// What a headline measures: the words before the figure, after it, or both, without the
    /// figure itself.
    fn subject(&self, p: &Placed, end: usize) -> String {
        let tokens = self.tokens;
        let f = &p.figure;
        let rest = trim(tokens.slice(f.own, end));
        if p.rest_only {
            return rest.to_owned();
        }
        let before = if p.prefix < f.from {
            trim(tokens.slice(p.prefix, f.from))
        } else {
            ""
        };
        let trails = tokens.is_any(f.own, TRAILERS) && f.own < end;
        let named = p.prefix < f.from
            && self
                .head_at(p.prefix)
                .is_some_and(|after_head| after_head < f.from);
        if before.is_empty() {
            // "…, phấn đấu đạt 90% vào năm 2030": the subject is the one before.
            return if trails && p.boundary > self.start {
                String::new()
            } else {
                rest.to_owned()
            };
        }
        if rest.is_empty() || named || trails || f.property {
            return before.to_owned();
        }
        format!("{before} {rest}")
    }

    /// What a condition on each member measures: "thời gian xử lý", "thiết bị thông minh".
    fn member_subject(&self, placed: &[Placed], k: usize) -> String {
        let tokens = self.tokens;
        let f = &placed[k].figure;
        let from = k
            .checked_sub(1)
            .map_or(self.start, |j| placed[j].figure.end)
            .min(f.from);
        let next = placed.get(k + 1).map_or(self.end, |p| p.boundary);
        let end = (f.end..next)
            .find(|i| {
                tokens.kind(*i) == Some(Kind::Comma)
                    || (tokens.is(*i, "và") && tokens.kind(i + 1) == Some(Kind::Number))
                    || tokens.get(*i).is_some_and(|t| t.depth < f.depth)
            })
            .unwrap_or(next);
        let rest = trim(tokens.slice(f.own, end));
        if !f.percent && !f.property {
            return rest.to_owned();
        }
        if let Some(head) = self.last_head(from, f.from) {
            return trim(head).to_owned();
        }
        if f.percent && !rest.is_empty() && !tokens.is_any(f.own, TRAILERS) {
            return rest.to_owned();
        }
        let clause = if placed[k].prefix < f.from {
            placed[k].prefix
        } else {
            from
        };
        let clause = clause + usize::from(is_each(tokens, clause));
        let verb = (clause..f.from).rfind(|i| tokens.is_any(*i, &["được", "phải", "có"]));
        trim(tokens.slice(verb.map_or(clause, |i| i + 1), f.from)).to_owned()
    }

    /// Skips what opens a clause without being its subject: `Phấn đấu đến hết năm 2026, có …`.
    fn strip(&self, from: usize, to: usize) -> usize {
        let tokens = self.tokens;
        let mut at = from;
        while at < to {
            let opener = OPENERS.iter().filter_map(|o| tokens.after(at, o)).max();
            if let Some(end) = opener {
                at = end;
            } else if matches!(tokens.kind(at), Some(Kind::Comma | Kind::Open)) {
                at += 1;
            } else {
                let time = |k: usize| {
                    tokens.is_any(k, TIMES)
                        || matches!(tokens.kind(k), Some(Kind::Number | Kind::Code))
                };
                let end = (at..to).find(|k| !time(*k)).unwrap_or(to);
                let dated = (at..end).any(|k| {
                    tokens.is_any(k, PERIODS)
                        || matches!(tokens.kind(k), Some(Kind::Number | Kind::Code))
                });
                if !dated {
                    break;
                }
                at = end;
            }
        }
        at.min(to)
    }

    /// If a noun of [`HEADS`] (or `số`, but not `số hóa`) stands at `i`, the position after it.
    fn head_at(&self, i: usize) -> Option<usize> {
        let tokens = self.tokens;
        let listed = HEADS.iter().filter_map(|h| tokens.after(i, h)).max();
        let number = || (tokens.is(i, "số") && !tokens.is(i + 1, "hóa")).then_some(i + 1);
        listed.or_else(number)
    }

    /// The words from the last noun of [`HEADS`] in `from..to`.
    fn last_head(&self, from: usize, to: usize) -> Option<&'a str> {
        let starts = |i: &usize| HEADS.iter().any(|h| self.tokens.after(*i, h).is_some());
        (from..to).rfind(starts).map(|i| self.tokens.slice(i, to))
    }
}
