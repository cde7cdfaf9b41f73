//! URLs as parameters.

use super::param::Param;

impl Param for ::url::Url {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(self.as_str());
    }
}
