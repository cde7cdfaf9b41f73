//! Decimal numbers that lose nothing: amounts, prices, rates.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::verbatim::{FormatError, compared, verbatim};

/// A decimal number, kept as the text that it came in.
///
/// It is written as a JSON text. Digits, trailing zeros and exponents stay as they are, and nothing
/// passes through a float. Comparison is numeric: `1.50` equals `1.5`.
///
/// A response is taken as it is, so a value that was read may be no number, such as an empty text:
/// [`is_number`](Self::is_number) tells. Such values are greater than all numbers and compared as texts.
/// What a caller makes is checked: `"1.50".parse()?`, or `Decimal::from(2)` for integers.
///
/// The features `rust_decimal` and `bigdecimal` bring conversions to and from types that calculate.
#[derive(Clone)]
pub struct Decimal(String);

verbatim!(Decimal);
compared!(Decimal);

/// What a text has to be, in messages.
const EXPECTED: FormatError = FormatError::expected("a decimal number such as `-12.50`");

impl Decimal {
    /// Whether it is a number: an optional sign, digits with at most one point among them, and an
    /// optional exponent of at most 32 bits.
    pub fn is_number(&self) -> bool {
        Parts::of(&self.0).is_some()
    }
}

impl TryFrom<String> for Decimal {
    type Error = FormatError;

    fn try_from(text: String) -> Result<Self, FormatError> {
        match Parts::of(&text) {
            Some(_) => Ok(Self(text)),
            None => Err(EXPECTED),
        }
    }
}

/// Conversions from integers, which are all numbers.
macro_rules! integers {
    ($($ty:ty)*) => { $(
        impl From<$ty> for Decimal {
            fn from(number: $ty) -> Self {
                Self(number.to_string())
            }
        }
    )* };
}

integers! { i32 i64 i128 u32 u64 u128 }

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (Parts::of(&self.0), Parts::of(&other.0)) {
            (Some(left), Some(right)) => left.cmp(&right),
            (None, None) => self.0.cmp(&other.0),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
        }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match Parts::of(&self.0) {
            Some(parts) => parts.hash(state),
            None => self.0.hash(state),
        }
    }
}

/// A number as a sign, a power of ten and the digits after the point: `-0.15e2` for `-15.0`.
struct Parts<'a> {
    sign: Ordering,
    power: i64,
    /// The digits in two pieces, without zeros at their ends.
    digits: [&'a str; 2],
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let (mut whole, mut fraction) = (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        );
        let mut power = length(whole);
        if whole.is_empty() {
            let digits = fraction.trim_start_matches('0');
            power = length(digits) - length(fraction);
            fraction = digits;
        } else if fraction.is_empty() {
            whole = whole.trim_end_matches('0');
        }
        let sign = match mantissa.starts_with('-') {
            _ if whole.is_empty() && fraction.is_empty() => return Some(Self::ZERO),
            true => Ordering::Less,
            false => Ordering::Greater,
        };
        Some(Self {
            sign,
            power: power + i64::from(exponent),
            digits: [whole, fraction],
        })
    }

    const ZERO: Self = Self {
        sign: Ordering::Equal,
        power: 0,
        digits: ["", ""],
    };

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.digits.iter().flat_map(|digits| digits.bytes())
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let sizes = || {
            let powers = self.power.cmp(&other.power);
            powers.then_with(|| self.digits().cmp(other.digits()))
        };
        self.sign.cmp(&other.sign).then_with(|| match self.sign {
            Ordering::Less => sizes().reverse(),
            Ordering::Equal => Ordering::Equal,
            Ordering::Greater => sizes(),
        })
    }

    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.sign, self.power).hash(state);
        self.digits().for_each(|digit| digit.hash(state));
    }
}

/// A length as a signed number; no text is as long as that could not hold.
fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX / 2)
}

impl Parts<'_> {
    /// The number without an exponent; `None` where that takes more than `longest` zeros.
    #[cfg(feature = "rust_decimal")]
    fn plain(&self, longest: i64) -> Option<String> {
        if self.power.abs() > longest {
            return None;
        }
        let sign = if self.sign.is_lt() { "-" } else { "" };
        let digits: String = self.digits.concat();
        let point = usize::try_from(self.power).unwrap_or(0);
        let before = usize::try_from(-self.power).unwrap_or(0);
        let (whole, fraction) = digits.split_at(point.min(digits.len()));
        Some(format!(
            "{sign}0{whole:0<point$}.{:0<before$}{fraction}",
            ""
        ))
    }
}

/// The number as a `rust_decimal::Decimal`.
///
/// Fails for what is no number, and for more digits than that type holds: nothing is rounded.
#[cfg(feature = "rust_decimal")]
impl TryFrom<&Decimal> for ::rust_decimal::Decimal {
    type Error = FormatError;

    fn try_from(decimal: &Decimal) -> Result<Self, FormatError> {
        let parts = Parts::of(&decimal.0).ok_or(EXPECTED)?;
        Self::from_str_exact(&decimal.0)
            .ok()
            .or_else(|| Self::from_str_exact(&parts.plain(30)?).ok())
            .ok_or(FormatError::expected("at most 28 digits"))
    }
}

#[cfg(feature = "rust_decimal")]
impl From<::rust_decimal::Decimal> for Decimal {
    fn from(number: ::rust_decimal::Decimal) -> Self {
        Self(number.to_string())
    }
}

/// The number as a `bigdecimal::BigDecimal`. Fails for what is no number.
#[cfg(feature = "bigdecimal")]
impl TryFrom<&Decimal> for ::bigdecimal::BigDecimal {
    type Error = FormatError;

    fn try_from(decimal: &Decimal) -> Result<Self, FormatError> {
        Parts::of(&decimal.0).ok_or(EXPECTED)?;
        decimal.0.parse().map_err(|_| EXPECTED)
    }
}

#[cfg(feature = "bigdecimal")]
impl From<::bigdecimal::BigDecimal> for Decimal {
    fn from(number: ::bigdecimal::BigDecimal) -> Self {
        Self(number.to_string())
    }
}
