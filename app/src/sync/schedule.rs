//! When to speak to the server next: a pure decision from how the last exchange went.

use crate::sync::ports::{StoreError, TransportError, Wake};

/// Why an exchange did not get to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The call.
    Call(TransportError),
    /// The store on the device.
    Store(StoreError),
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Call(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// How long to wait, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Milliseconds; `None` where only something that happens is a reason to go on.
    pub after_ms: Option<u64>,
    /// What ends the wait before its time.
    pub wake: Wake,
}

/// Seconds between tries while nobody answers; the last repeats.
const BACKOFF_SECONDS: [u64; 6] = [2, 5, 15, 30, 60, 120];
/// Seconds between looks for changes while the server tells about them by itself, in case it
/// could not.
const LIVE_SECONDS: u64 = 300;
/// The same while it does not.
const POLL_SECONDS: u64 = 60;
/// The longest that the server may ask to wait: a mistyped header must not silence a device.
const MAX_RETRY_AFTER_SECONDS: u64 = 3_600;

/// Remembers how often it failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    failures: usize,
}

impl Schedule {
    /// Decides. `is_live` says whether server-sent events come; `random` spreads devices that were
    /// cut off together.
    pub fn next(&mut self, outcome: &Result<(), Failure>, is_live: bool, random: u64) -> Next {
        let failure = match outcome {
            Ok(()) => {
                self.failures = 0;
                let seconds = if is_live { LIVE_SECONDS } else { POLL_SECONDS };
                return Next {
                    after_ms: Some(spread(seconds, random)),
                    wake: Wake::Anything,
                };
            }
            Err(failure) => failure,
        };
        let last = BACKOFF_SECONDS.len() - 1;
        let seconds = BACKOFF_SECONDS[self.failures.min(last)];
        match failure {
            Failure::Call(TransportError::Offline) => {
                self.failures += 1;
                Next {
                    after_ms: Some(spread(seconds, random)),
                    wake: Wake::Connection,
                }
            }
            Failure::Call(TransportError::Retry { after_seconds }) => {
                self.failures += 1;
                match after_seconds {
                    // Never earlier than asked; spread over a quarter more.
                    Some(asked) => {
                        let ms = (*asked).clamp(1, MAX_RETRY_AFTER_SECONDS) * 1_000;
                        Next {
                            after_ms: Some(ms + random % (ms / 4 + 1)),
                            wake: Wake::Nothing,
                        }
                    }
                    None => Next {
                        after_ms: Some(spread(seconds, random)),
                        wake: Wake::Nothing,
                    },
                }
            }
            // A disk that is full or busy may be better in a while.
            Failure::Store(StoreError::Full | StoreError::Broken(_)) => {
                self.failures += 1;
                Next {
                    after_ms: Some(spread(seconds, random)),
                    wake: Wake::Anything,
                }
            }
            // The same again would be answered the same: a person has to do something.
            Failure::Call(
                TransportError::Refused(_) | TransportError::TooOld | TransportError::SignedOut,
            )
            | Failure::Store(StoreError::Closed) => Next {
                after_ms: None,
                wake: Wake::Connection,
            },
        }
    }
}

/// Between half and the whole of the time.
const fn spread(seconds: u64, random: u64) -> u64 {
    let half = seconds * 500;
    half + random % (half + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::wire::problem::Problem;

    fn call(error: TransportError) -> Result<(), Failure> {
        Err(Failure::Call(error))
    }

    fn refused(status: u16) -> TransportError {
        TransportError::Refused(Box::new(Problem {
            kind: String::new(),
            title: String::new(),
            status,
            code: String::new(),
            detail: String::new(),
            errors: Vec::new(),
            request_id: None,
        }))
    }

    #[test]
    fn one_decision_for_each_outcome() {
        use TransportError::{Offline, Retry, SignedOut, TooOld};
        use Wake::{Anything, Connection, Nothing};
        let busy = |after_seconds| call(Retry { after_seconds });
        let store = |error| Err(Failure::Store(error));
        let broken = StoreError::Broken(String::new());
        // Outcome, live or not, the shortest and the longest wait, what wakes.
        type Row = (Result<(), Failure>, bool, Option<(u64, u64)>, Wake);
        let table: [Row; 13] = [
            (Ok(()), true, Some((150_000, 300_000)), Anything),
            (Ok(()), false, Some((30_000, 60_000)), Anything),
            (call(Offline), false, Some((1_000, 2_000)), Connection),
            (busy(None), false, Some((1_000, 2_000)), Nothing),
            (busy(Some(7)), false, Some((7_000, 8_750)), Nothing),
            (busy(Some(0)), false, Some((1_000, 1_250)), Nothing),
            (
                busy(Some(99_999)),
                false,
                Some((3_600_000, 4_500_000)),
                Nothing,
            ),
            (call(refused(403)), false, None, Connection),
            (call(TooOld), false, None, Connection),
            (call(SignedOut), false, None, Connection),
            (
                store(StoreError::Full),
                false,
                Some((1_000, 2_000)),
                Anything,
            ),
            (store(broken), false, Some((1_000, 2_000)), Anything),
            (store(StoreError::Closed), false, None, Connection),
        ];
        for (outcome, is_live, expected, wake) in table {
            for random in [0, 1, 499, 12_345, u64::MAX] {
                let next = Schedule::default().next(&outcome, is_live, random);
                assert_eq!(next.wake, wake, "{outcome:?}");
                match (next.after_ms, expected) {
                    (None, None) => {}
                    (Some(ms), Some((least, most))) => {
                        assert!(least <= ms && ms <= most, "{outcome:?}: {ms}");
                    }
                    (got, _) => panic!("{outcome:?}: {got:?}"),
                }
            }
        }
    }

    #[test]
    fn failures_wait_longer_and_success_forgets_them() {
        let mut schedule = Schedule::default();
        let offline = call(TransportError::Offline);
        let mut waits = || {
            schedule
                .next(&offline, false, 0)
                .after_ms
                .unwrap_or_default()
        };
        let got: Vec<u64> = (0..8).map(|_| waits()).collect();
        let expected = [1_000, 2_500, 7_500, 15_000, 30_000, 60_000, 60_000, 60_000];
        assert_eq!(got, expected);
        schedule.next(&Ok(()), false, 0);
        assert_eq!(schedule.next(&offline, false, 0).after_ms, Some(1_000));
    }

    #[test]
    fn what_the_server_asks_for_grows_no_further() {
        let mut schedule = Schedule::default();
        let busy = call(TransportError::Retry {
            after_seconds: Some(3),
        });
        for _ in 0..5 {
            assert_eq!(schedule.next(&busy, false, 0).after_ms, Some(3_000));
        }
    }
}
