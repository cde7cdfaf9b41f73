//! Addresses of the Internet as parameters.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::param::Param;

impl Param for Ipv4Addr {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(&self.to_string());
    }
}

impl Param for Ipv6Addr {
    fn each(&self, emit: &mut dyn FnMut(&str)) {
        emit(&self.to_string());
    }
}
