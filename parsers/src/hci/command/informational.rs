//! Commands that ask for informational parameters (Core Vol 4 Part E, 7.4).

use crate::pdu;

pdu! {
    /// Asks for one page of features.
    pub struct ReadLocalExtendedFeatures ("Read Local Extended Features", "Core Vol 4 Part E, 7.4.4") {
        page: u8 = "bthci_cmd.page_number",
    }
}
