//! Bytes that may hold a secret.

use std::io::Write as _;

use crate::support::buffer::Buffer;

#[test]
fn a_buffer_holds_what_was_written_however_often_it_moved() {
    let mut buffer = Buffer::with_capacity(1);
    let mut expected = Vec::new();
    for number in 0..1_000 {
        write!(buffer, "{number},").unwrap();
        write!(expected, "{number},").unwrap();
    }
    assert_eq!(*buffer, *expected);
    assert_eq!(format!("{buffer:?}"), "[3890 bytes]");
    assert_eq!(buffer.freeze(), expected);
}
