//! Data between host and controller against the buffers of whoever receives it (Core Vol 4 Part E, 4.1).

use parsers::hci::acl::Acl;

use super::{
    event::{Bound, Overfull, TooLarge, What},
    id::Side,
    input::Input,
    layer::Queue,
    state::State,
};

/// Whether a packet may be more than its buffer takes, or than all buffers do, or ends such a time: in
/// nearly all cases it is not, though the buffers are often full.
#[inline]
pub(super) fn may_exceed(state: &State, index: usize, length: u16) -> bool {
    let link = &state.links[index];
    let Some(transport) = link.transport else { return false };
    let Some((octets, packets)) = state.least[transport as usize] else { return false };
    let waiting = u64::from(link.flow.outstanding) * state.links.len() as u64;
    let overfull = || state.adapters.iter().any(|adapter| adapter.overfull);
    length > octets || waiting > u64::from(packets) || waiting == u64::from(packets) && overfull()
}

/// A packet that may be more.
#[cold]
pub(super) fn check(
    state: &mut State,
    index: usize,
    input: &Input<'_>,
    acl: &Acl<'_>,
    events: &mut Queue<'_>,
) {
    let link = &state.links[index];
    let (Some(adapter), Some(transport)) = (state.adapter(link.adapter), link.transport) else {
        return;
    };
    let buffers = match input.by {
        Side::Host => *adapter.buffers(transport),
        Side::Peer => adapter.host,
        _ => return,
    };
    if let Some(limit) = buffers.limit().filter(|limit| acl.length.0 > limit.octets) {
        let by = if input.by == Side::Peer { Side::Controller } else { input.by };
        let what = TooLarge::over(limit, acl.length.0.into(), by, Bound::Buffer, None);
        events.on(link, What::TooLarge(what));
    }
    let (Side::Host, Some(count)) = (input.by, buffers.count.filter(|&count| count > 0)) else {
        return;
    };
    let shares = |link: &&super::state::Link| {
        let same = |transport| adapter.buffers(transport).said == buffers.said;
        link.adapter == adapter.id && link.closed.is_none() && link.transport.is_none_or(same)
    };
    let users = || state.links.iter().filter(shares);
    let held: u32 = users().map(|link| link.flow.outstanding).sum();
    // Where a packet or its return is not in the capture, nobody knows how many are held: not if the
    // first return comes when there are already too many.
    let counted = users().all(|link| link.flow.exact) && users().any(|l| l.flow.completed > 0);
    let full = held > u32::from(count);
    if full && counted && !adapter.overfull {
        let what = Overfull { held, count, said: buffers.said };
        events.on(link, What::Overfull(what));
    }
    state.adapter_mut(input.adapter).overfull = full;
}
