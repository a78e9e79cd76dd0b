//! LE meta events (Core Vol 4 Part E, 7.7.65).

mod advertising;
mod connection;
mod isochronous;

pub use advertising::*;
pub use connection::*;
pub use isochronous::*;

use {
    advertising::le_event_advertising, connection::le_event_connection,
    isochronous::le_event_isochronous,
};

use crate::{codes, dispatch, hci::declare::chain};

macro_rules! le_events {
    ( [$($codes:tt)*] [$($views:tt)*] $returns:tt ) => {
        codes! {
            /// Subevent code of the LE meta event.
            pub LeSubevent(u8) { $($codes)* }
        }

        dispatch! {
            /// The parameters of an LE meta event, without the subevent code.
            pub enum LeEvent<'a> by LeSubevent { $($views)* }
        }
    };
}
chain! { le_events [le_event_advertising le_event_connection le_event_isochronous] [] [] [] }
