//! From the bytes of a model file to text and numbers: copied, or where they are.

use std::borrow::Cow;

/// How what is in a file gets into a [`Classifier`](super::Classifier).
pub(super) trait Hold<'a> {
    /// Names.
    fn text(&self, text: &'a str) -> Cow<'static, str>;
    /// Little-endian numbers; `None` when they must be copied.
    fn numbers<T: Number>(&self, bytes: &'a [u8]) -> Option<&'static [T]>;
}

/// Bytes that go away: everything is copied.
#[derive(Clone, Copy)]
pub(super) struct Copied;

impl Hold<'_> for Copied {
    fn text(&self, text: &str) -> Cow<'static, str> {
        Cow::Owned(text.to_owned())
    }

    fn numbers<T: Number>(&self, _: &[u8]) -> Option<&'static [T]> {
        None
    }
}

/// Bytes that stay: nothing is copied that can be read in place.
#[derive(Clone, Copy)]
pub(super) struct InPlace;

impl Hold<'static> for InPlace {
    fn text(&self, text: &'static str) -> Cow<'static, str> {
        Cow::Borrowed(text)
    }

    fn numbers<T: Number>(&self, bytes: &'static [u8]) -> Option<&'static [T]> {
        // On a big-endian machine the bytes are in the wrong order.
        if cfg!(target_endian = "little") { bytemuck::try_cast_slice(bytes).ok() } else { None }
    }
}

/// A number of 32 bits.
pub(super) trait Number: bytemuck::AnyBitPattern {
    /// The number in little-endian bytes.
    fn from_le(bytes: [u8; 4]) -> Self;
}

impl Number for u32 {
    fn from_le(bytes: [u8; 4]) -> Self {
        Self::from_le_bytes(bytes)
    }
}

impl Number for f32 {
    fn from_le(bytes: [u8; 4]) -> Self {
        Self::from_le_bytes(bytes)
    }
}

/// The little-endian numbers of `bytes`, in place or copied.
pub(super) fn numbers<'a, T: Number>(hold: &impl Hold<'a>, bytes: &'a [u8]) -> Cow<'static, [T]> {
    hold.numbers(bytes).map_or_else(
        || bytes.as_chunks::<4>().0.iter().map(|b| T::from_le(*b)).collect::<Vec<_>>().into(),
        Cow::Borrowed,
    )
}
