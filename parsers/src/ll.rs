//! LE link layer (Core Vol 6 Part B).

use crate::{
    frame::{Context, Frame, Part},
    radio::Radio,
};

/// Adds the layers of a link layer packet, from the access address on.
pub fn dissect<'a>(_frame: &mut Frame<'a>, _part: Part<'a>, _radio: Radio, _context: &Context<'a>) {
}
