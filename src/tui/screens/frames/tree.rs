//! The tree of fields: which nodes are visible, and which one is selected.

use std::{collections::BTreeSet, ops::Range};

use parsers::frame::Buffer;
use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Span,
};

use crate::{
    show::tree::{Kind, Node, Scalar},
    tui::{
        keys::Action,
        pane::{self, Cursor},
        text,
        theme::Theme,
    },
};

/// The tree of the selected frame.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Indexes of nodes whose content is hidden.
    closed: BTreeSet<usize>,
    /// In the visible nodes.
    cursor: Cursor,
}

impl Tree {
    /// Shows other nodes: the innermost layer is open, and selected. A checksum is never of more
    /// interest than what it is of.
    pub(super) fn set(&mut self, nodes: Vec<Node>) {
        let layers = || nodes.iter().enumerate().filter(|(_, node)| node.depth == 0);
        let last = layers()
            .rfind(|(_, node)| node.kind == Kind::Layer && node.label != "LE CRC")
            .map(|(index, _)| index);
        self.closed =
            layers().map(|(index, _)| index).filter(|&index| Some(index) != last).collect();
        self.nodes = nodes;
        self.cursor = Cursor::default();
        let place = self.visible().iter().position(|&index| Some(index) == last);
        self.cursor.go(place.unwrap_or(0) as u64);
    }

    fn has_content(&self, index: usize) -> bool {
        let depth = |index: usize| self.nodes.get(index).map(|node| node.depth);
        depth(index + 1) > depth(index)
    }

    /// Indexes of the nodes that are in no closed one.
    fn visible(&self) -> Vec<usize> {
        let mut visible = Vec::new();
        let mut hidden_below = usize::MAX;
        for (index, node) in self.nodes.iter().enumerate() {
            if node.depth > hidden_below {
                continue;
            }
            hidden_below = if self.closed.contains(&index) { node.depth } else { usize::MAX };
            visible.push(index);
        }
        visible
    }

    fn selected(&self) -> Option<usize> {
        self.visible().get(self.cursor.index()).copied()
    }

    /// The selected octets.
    pub(super) fn range(&self) -> (Buffer, Range<usize>) {
        let node = self.selected().and_then(|index| self.nodes.get(index));
        node.map_or((Buffer::Packet, 0..0), |node| (node.buffer, node.at.clone()))
    }

    /// The selected node as text.
    pub(super) fn copy(&self) -> Option<String> {
        let node = self.nodes.get(self.selected()?)?;
        let text = if node.text.is_empty() { String::new() } else { format!(": {}", node.text) };
        Some(format!("{}{text}", node.label))
    }

    /// A display filter, of Wireshark and of btlint, for the selected field.
    pub(super) fn filter(&self) -> Option<String> {
        let node = self.nodes.get(self.selected()?)?;
        let name = node.filter?;
        Some(match node.scalar {
            Scalar::Unsigned(value) => format!("{name} == {value}"),
            Scalar::Signed(value) => format!("{name} == {value}"),
            Scalar::Flag(value) => format!("{name} == {}", u8::from(value)),
            _ => name.to_owned(),
        })
    }

    /// Opens or closes the selected node.
    pub(super) fn toggle(&mut self) {
        if let Some(index) = self.selected().filter(|&index| self.has_content(index))
            && !self.closed.remove(&index)
        {
            self.closed.insert(index);
        }
    }

    /// It is not drawn now.
    pub(super) fn hide(&mut self) {
        self.cursor.hide();
    }

    /// Selects the node that was clicked. Returns whether there is one.
    pub(super) fn click(&mut self, at: Position) -> bool {
        let visible = self.visible().len() as u64;
        self.cursor.click(at, visible)
    }

    /// Does what an action asks.
    pub(super) fn act(&mut self, action: Action) {
        let visible = self.visible();
        let Some(&index) = visible.get(self.cursor.index()) else { return };
        match action {
            Action::Right => {
                if !self.closed.remove(&index) && self.has_content(index) {
                    self.cursor.act(Action::Down, visible.len() as u64);
                }
            }
            Action::Left if self.has_content(index) && !self.closed.contains(&index) => {
                self.closed.insert(index);
            }
            Action::Left => {
                let depth = self.nodes.get(index).map_or(0, |node| node.depth);
                let before = visible.iter().take(self.cursor.index());
                let parent = before.enumerate().rev().find(|(_, index)| {
                    self.nodes.get(**index).is_some_and(|node| node.depth < depth)
                });
                if let Some((place, _)) = parent {
                    self.cursor.go(place as u64);
                }
            }
            _ => {
                self.cursor.act(action, visible.len() as u64);
            }
        }
    }

    /// Selects the innermost field that has an octet, the first one where several share it; what it
    /// is in is opened.
    pub(super) fn select(&mut self, buffer: Buffer, at: usize) {
        let has = |node: &Node| node.buffer == buffer && node.at.contains(&at);
        let Some(last) = self.nodes.iter().rposition(has) else { return };
        let Some(inner) = self.nodes.get(last) else { return };
        let same = |node: &&Node| node.at == inner.at && node.depth == inner.depth;
        let sharing = self.nodes.iter().take(last).rev().take_while(same).count();
        let found = last - sharing;
        let mut depth = inner.depth;
        for (index, node) in self.nodes.iter().enumerate().take(found).rev() {
            if node.depth < depth {
                depth = node.depth;
                self.closed.remove(&index);
            }
        }
        if let Some(place) = self.visible().iter().position(|&index| index == found) {
            self.cursor.go(place as u64);
        }
    }

    /// Draws the visible nodes.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, theme: Theme, focused: bool) {
        let visible = self.visible();
        let window = self.cursor.indexes(area, visible.len());
        let mut lines = Vec::with_capacity(window.len());
        for place in window {
            let Some((&index, node)) =
                visible.get(place).and_then(|index| Some((index, self.nodes.get(*index)?)))
            else {
                break;
            };
            let fold = match (self.has_content(index), self.closed.contains(&index)) {
                (false, _) => "  ",
                (true, true) => "+ ",
                (true, false) => "- ",
            };
            let label = format!("{}{fold}{}", "  ".repeat(node.depth), node.label);
            let mut spans = vec![match node.kind {
                Kind::Layer | Kind::Group => Span::styled(label, theme.strong()),
                Kind::Fault => Span::styled(label, theme.alert()),
                Kind::Field | Kind::More => Span::raw(label),
            }];
            if !node.text.is_empty() {
                spans.push(Span::raw(format!(": {}", text::clean(&node.text))));
            }
            lines.push(pane::row(theme, focused, place == self.cursor.index(), spans, area.width));
        }
        pane::lines(frame, area, lines);
    }
}
