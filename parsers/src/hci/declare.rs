//! The declarations of HCI: a command or an event is said once, and all that follows from it is made
//! from there.
//!
//! Each file of a section calls [`commands!`] or [`events!`]. That declares the views, and a macro with
//! the name of the section that hands its lists on. [`chain!`] calls these macros one after the
//! other, so that the lists of all sections become one table of codes and one enum of views.

/// Declares the commands of a section: opcode, name, parameters and return parameters.
///
/// ```text
/// commands! {
///     status;
///
///     /// Asks for the strength of the signal.
///     READ_RSSI = 0x1405 "Read RSSI" ("Core Vol 4 Part E, 7.5.4") ReadRssi {
///         handle: Handle = "bthci_cmd.connection_handle",
///     } -> ReadRssi ("Read RSSI Return Parameters", "Core Vol 4 Part E, 7.5.4") {
///         status: Status = "bthci_evt.status",
///         handle: Handle = "bthci_evt.connection_handle",
///         rssi: i8 = "bthci_evt.rssi",
///     },
/// }
/// ```
///
/// From this come `Opcode::READ_RSSI` with its name, the view `command::ReadRssi` and
/// `Command::ReadRssi`, and what it returns as `Returns::ReadRssi`. Parameters and return parameters
/// are both optional; fields are as in [`pdu!`](crate::pdu). Return parameters that several commands
/// share are declared once and named: `-> Flush = ForHandle`.
macro_rules! commands {
    ( $section:ident; $($body:tt)* ) => {
        $crate::hci::declare::section! { ($) $section; $($body)* }
        $crate::hci::declare::returned! { $($body)* }
    };
}
pub(super) use commands;

/// Declares events, or LE subevents: code, name and parameters, as [`commands!`] does.
///
/// ```text
/// events! {
///     event_link;
///
///     /// The controller cannot keep the quality of service that was agreed upon.
///     QOS_VIOLATION = 0x1e "QoS Violation" ("Core Vol 4 Part E, 7.7.30") QosViolation {
///         handle: Handle = "bthci_evt.connection_handle",
///     },
/// }
/// ```
macro_rules! events {
    ( $section:ident; $($body:tt)* ) => {
        $crate::hci::declare::section! { ($) $section; $($body)* }
    };
}
pub(super) use events;

/// What [`commands!`] and [`events!`] make. The first token is a dollar sign, for the macro within.
macro_rules! section {
    (
        ($dollar:tt) $section:ident;
        $(
            $(#[$attr:meta])*
            $code:ident = $value:literal $name:literal
            $( ($spec:literal $(, $role:ident)?) $view:ident $(<$life:lifetime>)? { $($fields:tt)* } )?
            $(
                -> $return:ident $(<$return_life:lifetime>)?
                $( = $shared:ident )?
                $( ($return_name:literal, $return_spec:literal $(, $return_role:ident)?) { $($return_fields:tt)* } )?
            )?
        ),* $(,)?
    ) => {
        $(
            $crate::hci::declare::view! {
                [$(#[$attr])*] $name
                $( ($spec $(, $role)?) $view $(<$life>)? { $($fields)* } )?
            }
        )*

        /// Adds the lists of this section to those of the sections before it.
        macro_rules! $section {
            (
                $dollar then:ident $dollar sections:tt
                [$dollar($dollar codes:tt)*] [$dollar($dollar views:tt)*] [$dollar($dollar returns:tt)*]
            ) => {
                $crate::hci::declare::chain! {
                    $dollar then $dollar sections
                    [ $dollar($dollar codes)* $( $code = $value => $name, )* ]
                    [ $dollar($dollar views)* $($( $code => $view($view $(<$life>)?), )?)* ]
                    [ $dollar($dollar returns)*
                      $($( $code => $return($crate::hci::Return<$crate::hci::command::returned::$return $(<$return_life>)?>), )?)* ]
                }
            };
        }
        pub(in $crate::hci) use $section;
    };
}
pub(super) use section;

/// The module of what the commands of a section return.
macro_rules! returned {
    (
        $(
            $(#[$attr:meta])*
            $code:ident = $value:literal $name:literal
            $( ($spec:literal $(, $role:ident)?) $view:ident $(<$life:lifetime>)? { $($fields:tt)* } )?
            $(
                -> $return:ident $(<$return_life:lifetime>)?
                $( = $shared:ident )?
                $( ($return_name:literal, $return_spec:literal $(, $return_role:ident)?) { $($return_fields:tt)* } )?
            )?
        ),* $(,)?
    ) => {
        /// What the commands return.
        #[allow(unused_imports)]
        pub(super) mod returned {
            use super::*;
            $($(
                $crate::hci::declare::return_view! {
                    $return $(<$return_life>)? $( = $shared )?
                    $( ($return_name, $return_spec $(, $return_role)?) { $($return_fields)* } )?
                }
            )?)*
        }
    };
}
pub(super) use returned;

/// The view of one command or event, if it has parameters.
macro_rules! view {
    ( [$($attr:tt)*] $name:literal ) => {};
    ( [$($attr:tt)*] $name:literal ($spec:literal $(, $role:ident)?) $view:ident $(<$life:lifetime>)? { $($fields:tt)* } ) => {
        $crate::pdu! {
            $($attr)*
            pub struct $view $(<$life>)? ($name, $spec $(, $role)?) { $($fields)* }
        }
    };
}
pub(super) use view;

/// The view of what one command returns: its own, or one that several share.
macro_rules! return_view {
    ( $return:ident = $shared:ident ) => {
        #[doc = concat!("See [`", stringify!($shared), "`].")]
        pub type $return = $shared;
    };
    ( $return:ident $(<$life:lifetime>)? ($name:literal, $spec:literal $(, $role:ident)?) { $($fields:tt)* } ) => {
        $crate::pdu! {
            #[doc = concat!("`", $name, "`.")]
            pub struct $return $(<$life>)? ($name, $spec $(, $role)?) { $($fields)* }
        }
    };
}
pub(super) use return_view;

/// Calls the macros of the sections in turn, and then `then` with the lists of them all.
macro_rules! chain {
    ( $then:ident [] $codes:tt $views:tt $returns:tt ) => {
        $then! { $codes $views $returns }
    };
    ( $then:ident [$section:ident $($sections:ident)*] $codes:tt $views:tt $returns:tt ) => {
        $section! { $then [$($sections)*] $codes $views $returns }
    };
}
pub(super) use chain;
