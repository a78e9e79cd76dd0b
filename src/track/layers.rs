//! The protocols above L2CAP, and its own signalling.

use super::{
    att, avctp, avdtp, bnep, hid, l2cap,
    layer::{Layer, Layers, Table},
    rfcomm, sdp, smp,
};

/// In this order they are asked what a channel of unknown use looks like: the surest first.
pub(super) static LAYERS: Layers = &Table::new(&[
    &avdtp::media::LAYER as &Layer,
    &sdp::LAYER,
    &avctp::LAYER,
    &rfcomm::LAYER,
    &avdtp::LAYER,
    &att::LAYER,
    &smp::LAYER,
    &hid::LAYER,
    &bnep::LAYER,
    &l2cap::LAYER,
]);
