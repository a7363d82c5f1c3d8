//! Who makes a request, as an argument of a handler.

use crate::auth::{cookies, origin};
use crate::error::ServiceError;
use crate::http::problem;
use crate::service::{self, auth::Client};
use crate::state::AppState;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use domain::id::{SessionId, UserId};
use domain::policy::Actor;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The signed-in person with the roles held at this moment. As a handler's argument it answers 401
/// where nobody is signed in, and 403 `must_change_password` while the first password is in use.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// What the policy decides by.
    pub actor: Actor,
    /// Who.
    pub user: UserId,
    /// On which device.
    pub session: SessionId,
    /// User name.
    pub username: String,
    /// The person's name.
    pub display_name: String,
    /// An account of the demonstration.
    pub simulated: bool,
    /// Whether the first password is still in use.
    pub must_change_password: bool,
}

/// Like [`CurrentUser`], also with a first password: only for reading who one is, changing the
/// password, and signing out.
#[derive(Clone, Debug)]
pub struct SignedIn(pub CurrentUser);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let token = access_token(&parts.headers)
            .ok_or_else(|| ServiceError::Unauthenticated.into_response())?;
        service::auth::authenticate(state.ctx(), &state.keys, &state.known, token)
            .await
            .map(Self)
            .map_err(axum::response::IntoResponse::into_response)
    }
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let SignedIn(who) = SignedIn::from_request_parts(parts, state).await?;
        if !is_named(&parts.headers, who.user) {
            return Err(problem::respond(&problem::other_person()));
        }
        if who.must_change_password {
            return Err(problem::respond(&problem::must_change_password()));
        }
        Ok(who)
    }
}

/// Names the person whose work a device sends.
const USER: &str = "tiendo-user";

/// Whether the person signed in is the one that the device names, where it names one. On a shared
/// phone another may have signed in since, in another tab: cookies are the browser's, not a tab's,
/// and nobody's work is stored under another's name.
fn is_named(headers: &HeaderMap, user: UserId) -> bool {
    headers
        .get(USER)
        .is_none_or(|named| named.to_str().ok().and_then(|id| id.parse().ok()) == Some(user))
}

/// A bearer token goes before the cookie: a request that carries one is judged by it alone, since
/// it is exempt from the origin check.
fn access_token(headers: &HeaderMap) -> Option<&str> {
    origin::bearer(headers).or_else(|| cookies::read(headers, cookies::ACCESS))
}

impl FromRequestParts<AppState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let forwarded = || forwarded_for(&parts.headers);
        let address = if state.config.trust_proxy {
            forwarded().or(peer)
        } else {
            peer
        };
        let user_agent = parts.headers.get(header::USER_AGENT);
        let user_agent = user_agent
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            address,
            user_agent,
        })
    }
}

/// What our own proxy saw: the last address, for the ones before it are the sender's word.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}
