//! `/api/v1/evidence`: photos and files behind the lines of reports. Uploads speak the tus protocol
//! 1.0.0 (<https://tus.io/protocols/resumable-upload>); one file per endpoint.

mod create;
mod download;
mod metadata;
mod options;
mod patch;
mod post_override;
mod refusal;
mod remove;
mod show_upload;
mod terminate;
mod tus;

use crate::state::AppState;
use axum::middleware::map_response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where uploads begin; an upload's own address follows it.
pub(crate) const UPLOADS: &str = "/api/v1/evidence/uploads";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<AppState> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(options::options, create::create))
        .routes(routes!(
            show_upload::show_upload,
            patch::patch,
            terminate::terminate,
            post_override::post_override
        ))
        .layer(map_response(tus::every_answer));
    OpenApiRouter::new()
        .merge(uploads)
        .routes(routes!(download::download, remove::remove))
}
