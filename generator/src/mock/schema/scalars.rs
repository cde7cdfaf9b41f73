//! Numbers and texts.

use rand::RngExt as _;

use super::generate::Maker;
use super::json::Json;
use super::patterns;
use super::shape::Shape;

/// Longer texts than this are not made, whatever the schema asks for.
const LONGEST: u64 = 100_000;
const WORDS: &[&str] = &[
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "island", "juniper",
    "kestrel", "lagoon", "meadow", "north", "orchard", "pebble", "quartz", "river", "summit",
    "timber", "umber", "valley", "willow", "yarrow", "zephyr",
];
const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl Maker<'_> {
    // Bounds of schemas are far below what the casts would lose.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub(super) fn number(&mut self, shape: &Shape<'_>, integer: bool) -> Option<Json> {
        let is_free = shape.minimum.is_none() && shape.maximum.is_none();
        if self.wild && is_free && shape.multiples.is_empty() {
            let extremes = extremes(shape.format, integer);
            let index = self.random.random_range(0..extremes.len());
            return Some(Json::Text(extremes[index].to_owned()));
        }
        let step = shape.multiples.iter().copied().reduce(common_multiple);
        let step = match (step, integer) {
            (Some(step), true) => common_multiple(step, 1.0),
            (Some(step), false) => step,
            (None, true) => 1.0,
            (None, false) => 0.01,
        };
        let (least, most) = range(shape, integer, step);
        // As whole numbers of steps, so that no rounding adds up.
        let low = match shape.minimum {
            Some((bound, true)) if is_whole(bound / step) => (bound / step).round() + 1.0,
            _ => (least / step).ceil(),
        };
        let high = match shape.maximum {
            Some((bound, true)) if is_whole(bound / step) => (bound / step).round() - 1.0,
            _ => (most / step).floor(),
        };
        if low > high {
            // Between two bounds without a step between them there is still a number.
            return (!integer && shape.multiples.is_empty() && least < most)
                .then(|| Json::Text(spelled(f64::midpoint(least, most))));
        }
        let (low, high) = (low as i128, high as i128);
        let steps = self.random.random_range(low..=high);
        if integer && shape.multiples.is_empty() {
            return Some(Json::Text(steps.to_string()));
        }
        let value = steps as f64 * step;
        // Hundredths are written as such.
        let value = if shape.multiples.is_empty() {
            (value * 100.0).round() / 100.0
        } else {
            value
        };
        Some(Json::Text(spelled(value)))
    }

    pub(super) fn text(&mut self, shape: &Shape<'_>) -> Option<String> {
        let most = shape.max_length.unwrap_or(u64::MAX);
        if shape.min_length > most || shape.min_length > LONGEST {
            return None;
        }
        let fits = |text: &str| {
            let length = text.chars().count() as u64;
            let long = (shape.min_length..=most).contains(&length);
            long && shape.patterns.iter().all(|it| patterns::is_match(it, text))
        };
        if let Some(pattern) = shape.patterns.first() {
            let mut tried = (0..200).filter_map(|_| patterns::text(pattern, &mut self.random));
            if let Some(text) = tried.find(|it| fits(it)) {
                return Some(text);
            }
        }
        if let Some(text) = shape.format.and_then(|format| self.of_format(format)) {
            return Some(text);
        }
        if self.wild && most == u64::MAX && shape.min_length < 2 && self.random.random() {
            return Some("Ä \"quoted\" \\ \n \u{1f600} \u{7}".to_owned());
        }
        Some(self.words(shape.min_length, most))
    }

    fn words(&mut self, least: u64, most: u64) -> String {
        let mut text = self.word().to_owned();
        while (text.len() as u64) < least {
            text.push(' ');
            text.push_str(self.word());
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        text.truncate(most);
        // A blank at the end is easily lost.
        if text.ends_with(' ') {
            text.pop();
            text.push('s');
        }
        text
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.random.random_range(0..WORDS.len())]
    }

    fn digits(&mut self, length: usize) -> String {
        let mut digit = || char::from(DIGITS[self.random.random_range(0..16)]);
        (0..length).map(|_| digit()).collect()
    }

    /// A text of a format (JSON Schema validation, draft 2020-12 §7.3, and OpenAPI's registry).
    fn of_format(&mut self, format: &str) -> Option<String> {
        let day = self.random.random_range(1..=28);
        let month = self.random.random_range(1..=12);
        let (hour, minute) = (
            self.random.random_range(0..24),
            self.random.random_range(0..60),
        );
        let small = self.random.random_range(1..255);
        Some(match format {
            "date-time" => {
                let rest = if self.wild {
                    self.fraction_and_zone()
                } else {
                    "Z"
                };
                format!("2024-{month:02}-{day:02}T{hour:02}:{minute:02}:07{rest}")
            }
            "date" => format!("2024-{month:02}-{day:02}"),
            "time" => format!("{hour:02}:{minute:02}:07Z"),
            "duration" => format!("P{day}D"),
            "email" | "idn-email" => format!("{}.{small}@example.com", self.word()),
            "hostname" | "idn-hostname" => format!("{}.example.com", self.word()),
            "ipv4" => format!("192.0.2.{small}"),
            "ipv6" => format!("2001:db8::{}", self.digits(3)),
            "uri" | "iri" | "url" => format!("https://example.com/{}/{small}", self.word()),
            "uri-reference" | "iri-reference" => format!("/{}/{small}", self.word()),
            "uri-template" => format!("/{}/{{id}}", self.word()),
            "uuid" => self.uuid(),
            "json-pointer" => format!("/{}", self.word()),
            "relative-json-pointer" => "0".to_owned(),
            "regex" => format!("^{}$", self.word()),
            "byte" | "base64" => {
                use base64::Engine as _;
                base64::engine::general_purpose::STANDARD.encode(self.word())
            }
            _ => return None,
        })
    }

    /// How a time may end, with more digits than most clocks have.
    fn fraction_and_zone(&mut self) -> &'static str {
        const ENDS: [&str; 5] = ["Z", ".5Z", ".000Z", ".123456789012+05:45", "-00:00"];
        ENDS[self.random.random_range(0..ENDS.len())]
    }

    fn uuid(&mut self) -> String {
        let (a, b, c, d) = (
            self.digits(8),
            self.digits(4),
            self.digits(3),
            self.digits(3),
        );
        format!("{a}-{b}-4{c}-a{d}-{}", self.digits(12))
    }
}

/// Numbers at the edges of what a format can hold, with as many digits as it keeps.
fn extremes(format: Option<&str>, integer: bool) -> &'static [&'static str] {
    match (format, integer) {
        (Some("int8"), _) => &["-128", "127", "0"],
        (Some("uint8"), _) => &["255", "0"],
        (Some("int16"), _) => &["-32768", "32767", "0"],
        (Some("uint16"), _) => &["65535", "0"],
        (Some("int32"), _) => &["-2147483648", "2147483647", "0"],
        (Some("uint32"), _) => &["4294967295", "0"],
        (Some("uint64" | "uint"), _) => &["18446744073709551615", "9007199254740993", "0"],
        (Some("int128" | "decimal" | "decimal128"), true) => {
            &["-170141183460469231731687303715884105728", "0"]
        }
        (Some("uint128"), _) => &["340282366920938463463374607431768211455", "0"],
        (Some("decimal" | "decimal128"), false) => {
            &["12345678901234567890.123456789012345678", "-0.10", "0.0"]
        }
        (Some("float"), _) => &["0.1", "-2.25", "35000000000", "0"],
        (_, true) => &[
            "-9223372036854775808",
            "9223372036854775807",
            "9007199254740993",
            "0",
        ],
        (_, false) => &[
            "0.1",
            "-123456789.125",
            "1e300",
            "5e-324",
            "0",
            "-7",
            "1.0",
            "25E-1",
        ],
    }
}

/// Where a number may lie; some span where the schema leaves a side open.
fn range(shape: &Shape<'_>, integer: bool, step: f64) -> (f64, f64) {
    let (floor, ceiling) = match (integer, shape.format) {
        (true, Some("int32")) => (f64::from(i32::MIN), f64::from(i32::MAX)),
        (true, Some("uint32")) => (0.0, f64::from(u32::MAX)),
        (true, Some("uint64")) => (0.0, 9e15),
        (true, _) => (-9e15, 9e15),
        (false, _) => (-1e12, 1e12),
    };
    let span = 1000.0_f64.max(step * 10.0);
    match (shape.minimum, shape.maximum) {
        (Some((low, _)), Some((high, _))) => (low, high),
        (Some((low, _)), None) => (low, (low + span).min(ceiling.max(low))),
        (None, Some((high, _))) if high >= 1.0 => (1.0_f64.min(high), high.min(span)),
        (None, Some((high, _))) => ((high - span).max(floor.min(high)), high),
        (None, None) => (1.0, span),
    }
}

/// A number as JSON has it: no exponent sign of Rust's, no `.0` that is not needed.
// Below 9e15 every whole number has its own place.
#[allow(clippy::cast_possible_truncation)]
fn spelled(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        (value as i64).to_string()
    } else {
        value.to_string()
    }
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-9
}

/// The least number that both divide, as far as decimals of nine digits tell; else the larger one.
// What is too large for the casts was sent away.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn common_multiple(one: f64, two: f64) -> f64 {
    const SCALE: f64 = 1e9;
    let (a, b) = ((one * SCALE).round(), (two * SCALE).round());
    if a < 1.0 || b < 1.0 || a > 9e18 || b > 9e18 {
        return one.max(two);
    }
    let (mut x, mut y) = (a as i128, b as i128);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a as i128 / x * b as i128) as f64 / SCALE
}
