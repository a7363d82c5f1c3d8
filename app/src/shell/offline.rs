//! What the service worker shows where a page needs the network and there is none.

use super::{Assets, Prefs, escape, head, mark, t, with_lang};
use std::fmt::Write as _;

/// Which page is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// The sign-in page: only the server knows passwords.
    SignIn,
    /// A screen of the application that this device has not kept yet.
    Screen,
}

impl Offline {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SignIn, Self::Screen];

    /// Its name in `/app-shell?app=`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "offline-sign-in",
            Self::Screen => "offline-screen",
        }
    }
}

/// The page: what needs a network, what is safe meanwhile, and a link that tries again. Complete
/// without scripts.
#[must_use]
pub fn offline_page(assets: &Assets, prefs: &Prefs, missing: Offline) -> String {
    with_lang(prefs.lang, || {
        let title = format!("{} · {}", t::offline::title(), t::app::name());
        let mut out = head(assets, prefs, &title);
        let (why, elsewhere) = match missing {
            Offline::SignIn => (t::offline::sign_in(), String::new()),
            Offline::Screen => (
                t::offline::screen(),
                format!(
                    "<a class=\"button\" href=\"/viec\">{}</a>\n",
                    escape(t::offline::home())
                ),
            ),
        };
        let _infallible = write!(
            out,
            r#"</head>
<body class="sign-in">
<main>
<p class="sign-in-name">{mark}<strong>{name}</strong></p>
<section class="card">
<h1>{heading}</h1>
<p>{why}</p>
<p>{kept}</p>
<a class="button primary" href="">{retry}</a>
{elsewhere}</section>
</main>
</body>
</html>
"#,
            mark = mark(),
            name = t::app::name(),
            heading = t::offline::title(),
            kept = t::offline::kept(),
            retry = t::offline::retry(),
        );
        out
    })
}
