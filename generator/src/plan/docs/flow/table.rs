//! What stands in a table of Markdown: a cell is one line, and nothing in it is a block.

use pulldown_cmark::{Event, Tag};

use super::{Flow, Gap};

impl<'a> Flow<'a> {
    /// Opens a row or a cell, which is there even if it is empty.
    pub(super) fn open_in_table(&mut self, tag: Tag<'a>) {
        self.open(tag, true);
        self.begin();
        self.gap = Gap::Nothing;
    }

    /// Whether what comes next stands in a cell.
    pub(super) fn is_in_cell(&self) -> bool {
        let line = self.open.get(self.line());
        line.is_some_and(|open| matches!(open.tag, Tag::TableCell))
    }

    /// Whether a tag that cannot stand in a cell has this name.
    pub(super) fn is_no_inline(&self, name: &str) -> bool {
        let is_html = matches!(
            name,
            "br" | "p"
                | "div"
                | "blockquote"
                | "center"
                | "dl"
                | "dt"
                | "dd"
                | "hr"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "li"
                | "table"
                | "tr"
                | "td"
                | "th"
        );
        is_html || self.closed.contains(&name)
    }

    /// The gap before what is written now: nothing ends a line within a cell, and nothing stands before its text.
    pub(super) fn take_gap(&mut self) -> Gap {
        let gap = std::mem::take(&mut self.gap);
        if !self.is_in_cell() {
            return gap;
        }
        let is_empty = self.text.is_empty()
            && matches!(self.events.last(), Some(Event::Start(Tag::TableCell)));
        if is_empty {
            Gap::Nothing
        } else {
            gap.min(Gap::Blank)
        }
    }
}
