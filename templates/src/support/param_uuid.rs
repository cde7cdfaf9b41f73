//! UUIDs as parameters.

use super::param::Param;

impl Param for ::uuid::Uuid {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(&self.to_string());
    }
}
