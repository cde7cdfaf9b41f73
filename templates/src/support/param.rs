//! Values that can stand in a path, a query or a header.

/// A parameter value: nothing, one text or several.
///
/// Implemented for strings, numbers, booleans, and for options, slices and vectors of them.
pub trait Param {
    /// Gives each text to `emit`, in order. An absent value gives none.
    fn each(&self, emit: &mut dyn FnMut(&str));

    /// Whether all numbers in it are finite: the others are refused, since no service reads their texts.
    fn is_finite(&self) -> bool {
        true
    }
}

impl Param for str {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(self);
    }
}

impl Param for String {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(self);
    }
}

impl<P: Param + ?Sized> Param for &P {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        (**self).each(emit);
    }

    fn is_finite(&self) -> bool {
        (**self).is_finite()
    }
}

impl<P: Param> Param for Option<P> {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        if let Some(value) = self {
            value.each(emit);
        }
    }

    fn is_finite(&self) -> bool {
        self.as_ref().is_none_or(P::is_finite)
    }
}

impl<P: Param> Param for [P] {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        for value in self {
            value.each(emit);
        }
    }

    fn is_finite(&self) -> bool {
        self.iter().all(P::is_finite)
    }
}

impl<P: Param> Param for Vec<P> {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        self.as_slice().each(emit);
    }

    fn is_finite(&self) -> bool {
        self.as_slice().is_finite()
    }
}

/// Implements [`Param`] for types whose `Display` is their wire form.
macro_rules! displayed {
    ($($ty:ty)*) => { $(
        impl Param for $ty {
            fn each(&self, emit: &mut dyn FnMut(&str)) {
                emit(&self.to_string());
            }
        }
    )* };
}

displayed! { bool i32 i64 u32 u64 }

/// Implements [`Param`] for numbers of which some are not finite.
macro_rules! floating {
    ($($ty:ty)*) => { $(
        impl Param for $ty {
            fn each(&self, emit: &mut dyn FnMut(&str)) {
                emit(&self.to_string());
            }

            fn is_finite(&self) -> bool {
                <$ty>::is_finite(*self)
            }
        }
    )* };
}

floating! { f32 f64 }

/// All texts of `value`, each passed through `map`, joined by commas; `None` if there are none.
pub(crate) fn joined(value: &dyn Param, map: fn(&str) -> String) -> Option<String> {
    let mut joined: Option<String> = None;
    value.each(&mut |text| match &mut joined {
        None => joined = Some(map(text)),
        Some(joined) => {
            joined.push(',');
            joined.push_str(&map(text));
        }
    });
    joined
}
