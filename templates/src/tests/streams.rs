//! What sets the items of a stream apart, wherever its pieces are cut.

use bytes::Bytes;

use crate::support::stream::framing::{Format, Frame, Framer, TooLong};

/// What a framer gives for a body in these pieces: all found, and the last id and retry.
fn framed(format: Format, pieces: &[&[u8]]) -> (Vec<Frame>, Option<String>, Option<u64>) {
    let mut framer = Framer::new(format, 1_000);
    let mut found = Vec::new();
    for piece in pieces {
        framer.push(Bytes::copy_from_slice(piece));
        while let Some(frame) = framer.next().expect("no item is too long") {
            found.push(frame);
        }
    }
    found.extend(framer.finish());
    let id = framer.last_id().map(str::to_owned);
    (found, id, framer.retry())
}

/// Event name and data of each frame, the same however the body is cut.
fn told(format: Format, body: &[u8]) -> Vec<(String, String)> {
    let of = |pieces: &[&[u8]]| {
        let (frames, id, retry) = framed(format, pieces);
        let frames = frames.into_iter().map(|it| {
            let data = String::from_utf8_lossy(&it.data).into_owned();
            let cut = if it.is_cut { " (cut)" } else { "" };
            (it.event.unwrap_or_default(), data + cut)
        });
        (frames.collect::<Vec<_>>(), id, retry)
    };
    let whole = of(&[body]);
    for at in 0..=body.len() {
        let (first, second) = body.split_at(at);
        assert_eq!(of(&[first, second]), whole, "cut at {at}");
    }
    let bytes: Vec<_> = body.chunks(1).collect();
    assert_eq!(of(&bytes), whole, "byte by byte");
    whole.0
}

fn events(body: &str) -> Vec<(String, String)> {
    told(Format::Events, body.as_bytes())
}

fn messages(data: &[&str]) -> Vec<(String, String)> {
    let named = data.iter().map(|data| (String::new(), (*data).to_owned()));
    named.collect()
}

#[test]
fn events_are_read_as_the_standard_shows() {
    // The examples of HTML §9.2.6.
    let body = "data: YHOO\ndata: +2\ndata: 10\n\n";
    assert_eq!(events(body), messages(&["YHOO\n+2\n10"]));
    let body = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
    assert_eq!(
        events(body),
        messages(&["first event", "second event", " third event"])
    );
    let body = "data\n\ndata\ndata\n\ndata:";
    assert_eq!(events(body), messages(&["", "\n"]));
    assert_eq!(
        events("data:test\n\ndata: test\n\n"),
        messages(&["test", "test"])
    );
}

#[test]
fn events_have_names_which_hold_for_one_event_alone() {
    let body = "event: add\ndata: 73857293\n\ndata: 2153\n\nevent: remove\n\ndata: 113411\n\n";
    let expected = [("add", "73857293"), ("", "2153"), ("", "113411")];
    let expected = expected.map(|(name, data)| (name.to_owned(), data.to_owned()));
    assert_eq!(events(body), expected);
}

#[test]
fn lines_of_events_end_in_any_way() {
    for end in ["\n", "\r", "\r\n"] {
        let body = format!("data: a{end}data: b{end}{end}: c{end}data: d{end}{end}");
        assert_eq!(events(&body), messages(&["a\nb", "d"]), "{end:?}");
    }
    assert_eq!(events("data: a\r\n\rdata: b\n\n"), messages(&["a", "b"]));
    assert_eq!(events("data: a\r\r\ndata: b\n\n"), messages(&["a", "b"]));
}

#[test]
fn an_order_mark_may_stand_before_the_first_event_alone() {
    let body = "\u{feff}data: a\n\n\u{feff}data: b\n\ndata: ü\u{feff}\n\n";
    assert_eq!(events(body), messages(&["a", "ü\u{feff}"]));
}

#[test]
fn an_event_without_an_end_is_none() {
    assert_eq!(events("data: a\n\ndata: b\n"), messages(&["a"]));
    assert_eq!(events("data: a\n\ndata: b"), messages(&["a"]));
}

#[test]
fn ids_and_pauses_stay_until_others_come() {
    let ids = |body: &str| framed(Format::Events, &[body.as_bytes()]).1;
    assert_eq!(ids("id: 1\ndata: a\n\ndata: b\n\n").as_deref(), Some("1"));
    assert_eq!(ids("id: 1\n\nid\n\n").as_deref(), Some(""));
    // What did not come to its end has not been seen.
    let cut = ids("id: 1\ndata: a\n\nid: 2\ndata: b");
    assert_eq!(cut.as_deref(), Some("1"));
    assert_eq!(ids("id: 1\n\nid: 2\0\n\n").as_deref(), Some("1"));
    let pauses = |body: &str| framed(Format::Events, &[body.as_bytes()]).2;
    assert_eq!(pauses("retry: 1500\nretry: soon\nretry: -1\n"), Some(1_500));
    assert_eq!(pauses("retry: 99999999999999999999\n"), Some(u64::MAX));
    assert_eq!(pauses("retry\nretrys: 1\n"), None);
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let (frames, ..) = framed(Format::Events, &[b"data: \xff\xfe", b"\n\n"]);
    assert_eq!(&*frames[0].data, b"\xff\xfe");
}

#[test]
fn lines_are_texts_and_empty_ones_none() {
    let lines = |body: &str| told(Format::Lines, body.as_bytes());
    let expected = messages(&["{\"a\":\"ü\\n\"}\r", "2", " [3]"]);
    assert_eq!(lines("{\"a\":\"ü\\n\"}\r\n\n \r\n2\n [3]"), expected);
    assert_eq!(lines(""), []);
    assert_eq!(lines("\n\n"), []);
}

#[test]
fn texts_of_a_sequence_stand_behind_separators() {
    let texts = |body: &str| told(Format::Sequence, body.as_bytes());
    let body = "\x1e{\"a\":\n\"}\\\"\n\"}\n\x1e[1,\n2]\n\x1e\x1e3\n";
    let expected = messages(&["{\"a\":\n\"}\\\"\n\"}", "[1,\n2]", "3"]);
    assert_eq!(texts(body), expected);
    // A number may go on behind the place where it was cut (RFC 7464 §2.4).
    assert_eq!(
        texts("\x1e12\x1e\"a\"\x1etrue \x1e4"),
        messages(&["12 (cut)", "\"a\"", "true ", "4 (cut)"])
    );
}

#[test]
fn a_text_of_a_sequence_is_there_before_the_next_one_begins() {
    let mut framer = Framer::new(Format::Sequence, 1_000);
    framer.push(Bytes::from_static(b"\x1e{\"a\": [1]}\n"));
    let frame = framer.next().unwrap().expect("it is whole");
    assert_eq!(&*frame.data, b"{\"a\": [1]}");
}

#[test]
fn an_item_has_a_longest_length() {
    let long = "x".repeat(600);
    let event = format!("data: {long}\ndata: {long}\n\n");
    for (format, body) in [
        (Format::Events, event),
        (Format::Events, format!(": {long}{long}")),
        (Format::Events, "data\n".repeat(2_000)),
        (Format::Lines, format!("{long}{long}")),
        (Format::Sequence, format!("\x1e\"{long}{long}")),
    ] {
        let mut framer = Framer::new(format, 1_000);
        let pieces = body.as_bytes().chunks(7);
        let mut outcomes = pieces.map(|piece| {
            framer.push(Bytes::copy_from_slice(piece));
            framer.next().map(|frame| assert!(frame.is_none()))
        });
        assert!(outcomes.any(|it| matches!(it, Err(TooLong))), "{format:?}");
    }
}
