//! Packets that are not what they should be.

use parsers::ParseError;

use crate::track::{
    event::{Malformed, What},
    id::{LinkId, Side},
    input::Input,
    layer::Queue,
};

/// There is no more to learn of it.
#[cold]
pub(super) fn malformed(
    input: &Input<'_>,
    by: Side,
    error: ParseError,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    events.push(input.adapter, What::Malformed(Malformed { by, error }));
    None
}
