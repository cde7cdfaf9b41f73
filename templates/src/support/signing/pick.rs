//! Items of a received list.

/// The items of `list` that begin with `keep`, without it and in order; blanks around an item are
/// none of it. `split` stands between items; if it is empty there is one item.
pub(crate) fn pick(list: &(impl AsRef<[u8]> + ?Sized), split: &str, keep: &str) -> Vec<Vec<u8>> {
    items(list.as_ref(), split.as_bytes())
        .iter()
        .filter_map(|item| item.trim_ascii().strip_prefix(keep.as_bytes()))
        .map(<[u8]>::to_vec)
        .collect()
}

/// The first of [`pick`]; empty if there is none.
pub(crate) fn pick_first(list: &(impl AsRef<[u8]> + ?Sized), split: &str, keep: &str) -> Vec<u8> {
    let first = pick(list, split, keep).into_iter().next();
    first.unwrap_or_default()
}

fn items<'l>(list: &'l [u8], split: &[u8]) -> Vec<&'l [u8]> {
    let mut items = Vec::new();
    let mut rest = list;
    let find = |rest: &[u8]| rest.windows(split.len()).position(|window| window == split);
    while let Some(at) = (!split.is_empty()).then(|| find(rest)).flatten() {
        items.push(&rest[..at]);
        rest = &rest[at + split.len()..];
    }
    items.push(rest);
    items
}
