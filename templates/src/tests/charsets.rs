//! Texts that are not UTF-8.

use crate::support::charset::western;

#[test]
fn western_texts_are_read_by_their_character_set() {
    let body = b"caf\xe9 \x80 \x9f";
    for media_type in [
        "text/plain; charset=ISO-8859-1",
        "text/csv;header=absent;Charset=\"windows-1252\"",
    ] {
        let text = western(media_type, body);
        assert_eq!(text.as_deref(), Some("café € Ÿ"), "{media_type}");
    }
    for media_type in [
        "text/plain",
        "text/plain; charset=utf-8",
        "text/plain; charset=koi8-r",
    ] {
        assert_eq!(western(media_type, body), None, "{media_type}");
    }
}
