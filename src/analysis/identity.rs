//! What makes a finding the same in another run: of the same rule, about the same device, it says the
//! same. Frames and figures do not count; they differ each time that a thing is recorded.

use parsers::Address;

use super::{Analysis, Incident};
use crate::{
    finding::{Finding, Severity},
    text::clean,
};

/// What an incident has in common with the same one in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The rule's code.
    pub code: &'static str,
    /// How severe it is with all that followed: what gets worse is another thing.
    pub severity: Severity,
    /// The device, where it is known: its address, or `private` for one that changes and whose owner is
    /// not known.
    pub peer: Option<String>,
    /// What it says, without figures, cleaned.
    pub says: String,
}

impl Analysis {
    /// The identity of an incident.
    pub fn identity(&self, incident: &Incident) -> Identity {
        let finding = incident.finding(&self.findings);
        Identity {
            code: finding.rule.code,
            severity: incident.severity,
            peer: self.stable_peer(finding),
            says: clean(&finding.shape()).into_owned(),
        }
    }

    fn stable_peer(&self, finding: &Finding) -> Option<String> {
        let peer = finding.peer?;
        let link = self.links.iter().find(|link| Some(link.id) == finding.link);
        let is_random = link.is_some_and(|link| link.peer == Some(peer) && link.peer_is_random);
        Some(if is_random && changes(peer) { "private".to_owned() } else { peer.to_string() })
    }
}

/// Whether a random address is private, resolvable or not: a device takes another one now and then.
/// Core Vol 6 Part B, 1.3.2.
fn changes(Address([highest, ..]): Address) -> bool {
    highest >> 6 != 0b11
}
