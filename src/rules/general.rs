//! What the rules share that speak of a failure where no other rule does.

use super::{Draft, Out, words};
use crate::story::{Breakdown, LinkStory, PhaseKind};

/// Whether a rule that knows more has looked at the failure. One that speaks of the end of the link
/// alone says nothing of why security failed before it.
pub(super) fn is_explained(story: &LinkStory, breakdown: &Breakdown<'_>, out: &Out<'_>) -> bool {
    let phases = std::iter::once(&breakdown.cause).chain(&breakdown.consequences);
    let own = phases.filter(|phase| {
        phase.kind != PhaseKind::Disconnect || breakdown.cause.kind == PhaseKind::Disconnect
    });
    own.filter_map(|phase| phase.ended).any(|ended| out.is_explained(story.id, ended))
}

/// The frames of a failure and of what follows from it.
pub(super) fn evidence(mut draft: Draft, breakdown: &Breakdown<'_>, began: &'static str) -> Draft {
    if breakdown.cause.began.frame < breakdown.at.frame {
        draft = draft.related(breakdown.cause.began, began);
    }
    for later in &breakdown.consequences {
        let note = words::capital(&format!("{}: {}", later.kind.name(), later.detail));
        draft = draft.maybe_related(later.ended.filter(|at| at.frame != breakdown.at.frame), note);
    }
    draft
}
