//! What a caller asks the mock for beside the operation: the header `Prefer` (RFC 7240).

use std::time::Duration;

use super::exchange::{Fault, Received};
use super::problem::Problem;

/// Wishes about the response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefer {
    pub(crate) code: Option<u16>,
    pub(crate) example: Option<String>,
    /// A generated value, even where there is an example.
    pub(crate) dynamic: bool,
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
}

/// Nobody waits longer.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

impl Prefer {
    /// Reads the header; preferences that are not ours are left alone.
    pub(crate) fn read(request: &Received) -> Result<Self, Problem> {
        let mut prefer = Self::default();
        let text = request.joined("prefer").unwrap_or_default();
        for piece in text.split([',', ';']) {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let value = value.trim().trim_matches('"');
            let understood = match name.trim() {
                "code" | "status" => set(
                    &mut prefer.code,
                    value.parse().ok().filter(|it| (200..600).contains(it)),
                ),
                "example" => set(&mut prefer.example, Some(value.to_owned())),
                "dynamic" => {
                    prefer.dynamic = value != "false";
                    true
                }
                "delay" => match delay(value) {
                    Some(delay) => {
                        prefer.delay = delay.min(LONGEST_DELAY);
                        true
                    }
                    None => false,
                },
                "fault" => set(&mut prefer.fault, fault(value)),
                _ => true,
            };
            if !understood {
                let shown: String = piece.trim().chars().take(60).collect();
                let detail = format!(
                    "`{shown}` is no preference: `code=404`, `example=NAME`, `dynamic=true`, `delay=500ms`, and `fault=` with `slow`, `cut`, `garbage` or `drop` are"
                );
                return Err(Problem::new(400, "preference-unknown", detail));
            }
        }
        Ok(prefer)
    }
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    *place = value;
    understood
}

/// `500`, `500ms` or `2s`.
fn delay(text: &str) -> Option<Duration> {
    if let Some(millis) = text.strip_suffix("ms") {
        return millis.parse().ok().map(Duration::from_millis);
    }
    if let Some(seconds) = text.strip_suffix('s') {
        let seconds = seconds.parse().ok().filter(|it| (0.0..1e6).contains(it));
        return seconds.map(Duration::from_secs_f64);
    }
    text.parse().ok().map(Duration::from_millis)
}

fn fault(text: &str) -> Option<Fault> {
    match text {
        "slow" => Some(Fault::Slow),
        "cut" => Some(Fault::Cut),
        "garbage" => Some(Fault::Garbage),
        "drop" => Some(Fault::Drop),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Prefer, &'static str> {
        let request = Received {
            headers: vec![("prefer".into(), text.into())],
            ..Received::default()
        };
        Prefer::read(&request).map_err(|it| it.code)
    }

    #[test]
    fn preferences_are_read_and_those_of_others_left_alone() {
        let prefer = read("code=404, example=\"gone\"; respond-async, delay=1.5s").unwrap();
        assert_eq!(prefer.code, Some(404));
        assert_eq!(prefer.example.as_deref(), Some("gone"));
        assert_eq!(prefer.delay, Duration::from_millis(1500));
        assert_eq!(read("delay=7000000").unwrap().delay, LONGEST_DELAY);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            "code=abc",
            "code=99",
            "delay=-1",
            "delay=nans",
            "fault=fire",
        ] {
            assert_eq!(read(text), Err("preference-unknown"), "{text}");
        }
    }
}
