//! HTML in which no text can become markup.

/// Markup in the making.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds markup of ours.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds text, escaped; it may also stand in a quoted attribute.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // No other controls are allowed in HTML.
                it if it.is_control() && !matches!(it, '\n' | '\t') => self.0.push('\u{fffd}'),
                it => self.0.push(it),
            }
        }
        self
    }

    /// Adds a text of several lines under a title; nothing if it is empty.
    pub(super) fn block(&mut self, title: &str, text: &str) {
        if !text.is_empty() {
            self.raw("<h3>")
                .text(title)
                .raw("</h3><pre tabindex=\"0\">");
            self.text(text).raw("</pre>");
        }
    }

    /// Returns a whole page.
    pub(super) fn page(title: &str, body: &Self) -> String {
        let mut page = Self::default();
        page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .raw("<meta name=\"color-scheme\" content=\"light dark\"><title>")
            .text(title)
            .raw("</title><link rel=\"stylesheet\" href=\"/_mock/style.css\"></head><body><main>");
        page.0.push_str(&body.0);
        page.raw("</main></body></html>\n");
        page.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_does_not_become_markup() {
        let mut html = Html::default();
        html.raw("<p title=\"").text("a\"'<b>&\u{0}").raw("\">");
        assert_eq!(html.0, "<p title=\"a&quot;&#39;&lt;b&gt;&amp;\u{fffd}\">");
    }
}
