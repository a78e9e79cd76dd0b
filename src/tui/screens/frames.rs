//! The second screen: the frames, the fields of the selected one, its octets.

mod hex;
mod tree;

mod list;

use parsers::frame::Buffer;
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::Line,
};

use crate::{
    finding::Finding,
    show,
    tui::{
        answers::{self, Other, Pairs},
        document::Document,
        keys::{Action, Binding, Key, bind},
        pane::{self, Cursor},
        screen::{Context, Declared, Request, Screen, Spot},
        screens::overview,
        survey::Survey,
        text, theme,
    },
};
use tree::Tree;

const OTHER: u8 = 0;

const KEYS: &[Binding] = &[bind(
    &[Key::Char('%')],
    Action::Own(OTHER),
    "from a request to its answer, and back",
    Some("answer"),
)];

/// The frames, the fields of the selected one, its octets.
pub(in crate::tui) static SCREEN: Declared = Declared {
    name: "Frames",
    key: Key::Char('f'),
    help: "frames, fields and octets",
    keys: KEYS,
    open: || Box::new(Frames::default()),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    #[default]
    List,
    Tree,
    Octets,
}

/// The state of the screen.
#[derive(Debug, Default)]
pub(super) struct Frames {
    focus: Focus,
    /// The selected row; where it stands in the list depends on the scope.
    row: u64,
    list: Cursor,
    /// The selected frame, decoded.
    selected: Option<Selected>,
    tree: Tree,
    /// The selected octet, while the user moves among them.
    octet: usize,
    /// Octets of a line, and lines, when they were last drawn.
    octets_drawn: (usize, usize),
    /// The finding whose frames are marked.
    cited: Option<Finding>,
    /// Requests and answers, once asked for.
    pairs: Option<Survey<Pairs>>,
}

/// A decoded frame.
#[derive(Debug)]
struct Selected {
    row: u64,
    number: u64,
    captured: usize,
    original_len: u32,
    /// The octets to show; keys are blank.
    octets: Vec<Option<u8>>,
    /// What it completes, the same, and the frames that it is from.
    assembled: Vec<(Buffer, Vec<Option<u8>>, String)>,
}

impl Selected {
    fn buffer(&self, buffer: Buffer) -> &[Option<u8>] {
        match buffer {
            Buffer::Packet => &self.octets,
            assembled => {
                let of = self.assembled.iter().find(|(buffer, ..)| *buffer == assembled);
                of.map_or(&[], |(_, octets, _)| octets)
            }
        }
    }
}

impl Screen for Frames {
    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Option<Request> {
        match action {
            Action::NextPane => self.turn(true),
            Action::PreviousPane => self.turn(false),
            Action::Back if self.focus == Focus::List => {
                return Some(Request::Go(&overview::SCREEN, self.spot(context)));
            }
            Action::Back => self.focus = Focus::List,
            Action::Own(OTHER) => {
                let frame = context.document.packet(self.row)?.number;
                return Some(match answers::of(frame, &mut self.pairs, context.document) {
                    Other::Frame(frame) => Request::Go(&SCREEN, Spot::frame(frame)),
                    Other::None => {
                        Request::Say("no request or answer belongs to this frame".into())
                    }
                    Other::NotYet => Request::Say("still looking for it: press % again".into()),
                });
            }
            Action::Open => {
                if self.focus == Focus::List {
                    self.focus = Focus::Tree;
                } else if self.focus == Focus::Tree {
                    self.tree.toggle();
                }
            }
            _ => match self.focus {
                Focus::List => {
                    let shared = context.shared;
                    self.list.at = shared.place(self.row);
                    if self.list.act(action, shared.count(context.document)) {
                        self.row = shared.row(self.list.at).unwrap_or(self.row);
                    }
                }
                Focus::Tree => {
                    self.tree.act(action);
                    self.octet = self.tree.range().1.start;
                }
                Focus::Octets => self.move_octet(action),
            },
        }
        None
    }

    fn spot(&self, context: &mut Context<'_>) -> Spot {
        let packet = context.document.packet(self.row);
        let (frame, link) =
            packet.map_or((None, None), |packet| (Some(packet.number), packet.link));
        let cited = self.cited.clone().filter(|finding| {
            let related = || finding.related.iter().any(|place| Some(place.at.frame) == frame);
            Some(finding.at.frame) == frame || related()
        });
        Spot { frame, link, finding: cited }
    }

    fn arrive(&mut self, spot: &Spot, context: &mut Context<'_>) {
        if let Some(row) = spot.frame.and_then(|number| context.document.row(number)) {
            self.row = row;
            self.list.go(context.shared.place(row));
        }
        if spot.finding.is_some() {
            self.cited.clone_from(&spot.finding);
        }
    }

    fn forget(&mut self) {
        (self.selected, self.pairs) = (None, None);
    }

    fn copy(&mut self, what: char, context: &mut Context<'_>) -> Option<String> {
        self.select(context.document);
        match what {
            'f' => self.tree.copy(),
            't' => self.tree.filter(),
            'o' => {
                let (buffer, range) = self.tree.range();
                let octets = self.selected.as_ref()?.buffer(buffer).get(range)?;
                // A key is not copied, as it is not shown.
                let octets: Option<Vec<String>> =
                    octets.iter().map(|o| o.map(|o| format!("{o:02x}"))).collect();
                octets.filter(|octets| !octets.is_empty()).map(|octets| octets.join(" "))
            }
            _ => None,
        }
    }

    fn click(&mut self, at: Position, context: &mut Context<'_>) -> bool {
        let shared = context.shared;
        if self.list.click(at, shared.count(context.document)) {
            self.focus = Focus::List;
            self.row = shared.row(self.list.at).unwrap_or(self.row);
            return true;
        }
        let there = self.tree.click(at);
        if there {
            self.focus = Focus::Tree;
            self.octet = self.tree.range().1.start;
        }
        there
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, context: &mut Context<'_>) {
        self.select(context.document);
        self.list.hide();
        self.tree.hide();
        if area.height < 12 || context.shared.zoomed {
            match self.focus {
                Focus::List => self.draw_list(frame, area, context),
                Focus::Tree => self.draw_tree(frame, area, context),
                Focus::Octets => self.draw_octets(frame, area, context),
            }
            return;
        }
        // What is said of the selected frame has two lines, so that nothing moves.
        let [top, note, bottom] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(2), Constraint::Fill(1)])
                .areas(area);
        self.draw_list(frame, top, context);
        self.draw_note(frame, note, context);
        if area.width < 60 {
            match self.focus {
                Focus::Octets => self.draw_octets(frame, bottom, context),
                _ => self.draw_tree(frame, bottom, context),
            }
            return;
        }
        let octets = if area.width >= 110 { hex::WIDE } else { hex::NARROW };
        let [left, _, right] = Layout::horizontal([
            Constraint::Min(10),
            Constraint::Length(1),
            Constraint::Length(octets),
        ])
        .areas(bottom);
        self.draw_tree(frame, left, context);
        self.draw_octets(frame, right, context);
    }
}

impl Frames {
    fn turn(&mut self, forward: bool) {
        let next = |focus| match focus {
            Focus::List => Focus::Tree,
            Focus::Tree => Focus::Octets,
            Focus::Octets => Focus::List,
        };
        self.focus = if forward { next(self.focus) } else { next(next(self.focus)) };
        self.octet = self.tree.range().1.start;
    }

    /// Moves among the octets: the field that has the octet is selected.
    fn move_octet(&mut self, action: Action) {
        let Some(selected) = &self.selected else { return };
        let (buffer, _) = self.tree.range();
        let last = selected.buffer(buffer).len().saturating_sub(1);
        let (line, lines) = self.octets_drawn;
        let page = line * lines.saturating_sub(1).max(1);
        let at = self.octet;
        let at = match action {
            Action::Left => at.saturating_sub(1),
            Action::Right => at + 1,
            Action::Up if at >= line => at - line,
            Action::Down if at + line <= last => at + line,
            Action::PageUp => at.saturating_sub(page),
            Action::PageDown => at + page,
            Action::Top => 0,
            Action::Bottom => last,
            _ => return,
        };
        self.octet = at.min(last);
        self.tree.select(buffer, self.octet);
    }

    fn select(&mut self, document: &mut Document) {
        let row = self.row;
        if self.selected.as_ref().is_some_and(|selected| selected.row == row) {
            return;
        }
        self.selected = None;
        let first = document.index.first().unwrap_or_default();
        let Some(packet) = document.packet(row) else {
            self.tree.set(Vec::new());
            return;
        };
        let shown = packet.shown(first);
        let nodes = shown.nodes();
        self.selected = Some(Selected {
            row,
            number: packet.number,
            captured: packet.bytes.len(),
            original_len: packet.original_len,
            octets: shown.octets(Buffer::Packet, &nodes),
            assembled: shown
                .assembled()
                .map(|(buffer, frames)| {
                    (buffer, shown.octets(buffer, &nodes), show::listed(frames))
                })
                .collect(),
        });
        self.tree.set(nodes);
        self.octet = self.tree.range().1.start;
    }

    /// What the findings say of the selected frame.
    fn draw_note(&self, frame: &mut Frame<'_>, area: Rect, context: &Context<'_>) {
        let (document, theme) = (&*context.document, context.shared.theme);
        let Some(number) = self.selected.as_ref().map(|selected| selected.number) else { return };
        let own = findings_at(document, number);
        let cited = self.cited.as_ref();
        let finding = cited.filter(|finding| finding.at.frame == number).or(own.first());
        let (style, said) = if let Some(finding) = finding {
            let more = match own.len() {
                0 | 1 => String::new(),
                several => format!(" (and {} more here)", several - 1),
            };
            let lead = format!("{} {}: ", theme::mark(finding.severity), finding.rule.code);
            (theme.severity(finding.severity), lead + &finding.message + &more)
        } else {
            let place = cited.and_then(|finding| {
                let mut places = finding.related.iter();
                let place = places.find(|place| place.at.frame == number)?;
                Some(format!("+ {}, frame {}: {}", finding.rule.code, finding.at.frame, place.note))
            });
            match (place, document.findings.len() as u64) {
                (Some(place), _) => (theme.alert(), place),
                (None, 0) => (theme.dim(), String::new()),
                (None, all) => {
                    (theme.dim(), format!("{}; ] goes to the next", text::count(all, "finding")))
                }
            }
        };
        let wrapped = pane::wrapped("", &text::clean(&said), area.width, usize::from(area.height));
        pane::lines(
            frame,
            area,
            wrapped.into_iter().map(|line| Line::styled(line, style)).collect(),
        );
    }

    fn draw_tree(&mut self, frame: &mut Frame<'_>, area: Rect, context: &Context<'_>) {
        let theme = context.shared.theme;
        let focused = self.focus == Focus::Tree;
        let number =
            self.selected.as_ref().map_or_else(String::new, |s| format!(" of frame {}", s.number));
        let inner = pane::titled(frame, area, theme, focused, &format!("Fields{number}"));
        self.tree.draw(frame, inner, theme, focused);
    }

    fn draw_octets(&mut self, frame: &mut Frame<'_>, area: Rect, context: &Context<'_>) {
        let theme = context.shared.theme;
        let focused = self.focus == Focus::Octets;
        let (buffer, range) = self.tree.range();
        let Some(selected) = &self.selected else {
            pane::titled(frame, area, theme, focused, "Octets");
            return;
        };
        let bytes = selected.buffer(buffer);
        let cut = selected.original_len as usize > selected.captured;
        let title = match buffer {
            Buffer::Packet if cut => format!("{} of {} octets", bytes.len(), selected.original_len),
            Buffer::Packet => text::count(bytes.len() as u64, "octet"),
            assembled => {
                let of = selected.assembled.iter().find(|(buffer, ..)| *buffer == assembled);
                let from = of.map_or("several frames", |(_, _, from)| from);
                format!("{} from {from}", text::count(bytes.len() as u64, "octet"))
            }
        };
        let inner = pane::titled(frame, area, theme, focused, &title);
        self.octets_drawn = (hex::per_line(inner.width), usize::from(inner.height));
        let cursor = focused.then_some(self.octet);
        pane::lines(frame, inner, hex::lines(bytes, &range, cursor, inner, theme));
    }
}

/// The findings reported at a frame. They are sorted by frame.
fn findings_at(document: &Document, number: u64) -> &[Finding] {
    let findings = &document.findings;
    let start = findings.partition_point(|finding| finding.at.frame < number);
    let end = findings.partition_point(|finding| finding.at.frame <= number);
    findings.get(start..end).unwrap_or_default()
}
