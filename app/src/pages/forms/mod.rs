//! What the forms of administrators and coordinators share.

pub(in crate::pages) mod fields;
pub(in crate::pages) mod question;
