//! The functions of `frontend/js/page.js`, by the names that it gives them.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// `Store` in `frontend/js/store.js`.
    #[derive(Clone, Debug)]
    pub(super) type JsStore;

    #[wasm_bindgen(method, catch)]
    pub(super) async fn get(this: &JsStore, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) async fn list(this: &JsStore, prefix: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) async fn commit(this: &JsStore, changes: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &JsStore);

    #[wasm_bindgen(js_namespace = tiendo, js_name = openStore, catch)]
    pub(super) async fn open_store(user: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = currentUser, catch)]
    pub(super) async fn current_user() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = signOut, catch)]
    pub(super) async fn sign_out(user: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn obstacles() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn estimate() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn persist() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = legacyDrafts)]
    pub(super) fn legacy_drafts(user: &str) -> Array;
    #[wasm_bindgen(js_namespace = tiendo, js_name = forgetLegacyDrafts)]
    pub(super) fn forget_legacy_drafts(user: &str);

    #[wasm_bindgen(js_namespace = tiendo, js_name = random)]
    pub(super) fn random_u32() -> u32;
    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn acquire(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = tryAcquire, catch)]
    pub(super) async fn try_acquire(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo)]
    pub(super) fn channel(hear: &Function) -> Function;
    #[wasm_bindgen(js_namespace = tiendo)]
    pub(super) fn events(address: &str, hear: &Function, over: &Function) -> Function;

    #[wasm_bindgen(js_namespace = tiendo, js_name = watchUpdates)]
    pub(super) fn watch_updates(ready: &Function) -> JsValue;
    #[wasm_bindgen(js_namespace = tiendo, js_name = applyUpdate)]
    pub(super) fn apply_update();
    #[wasm_bindgen(js_namespace = tiendo, js_name = sendLater, catch)]
    pub(super) async fn send_later() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = tiendo, js_name = prepareFile, catch)]
    pub(super) async fn prepare_file(file: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = queueEvidence, catch)]
    pub(super) async fn queue_evidence(
        store: &JsStore,
        id: &str,
        report: &str,
        line: &str,
        prepared: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = evidenceBlob, catch)]
    pub(super) async fn evidence_blob(store: &JsStore, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = retryEvidence, catch)]
    pub(super) async fn retry_evidence(store: &JsStore, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = forgetEvidence, catch)]
    pub(super) async fn forget_evidence(store: &JsStore, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, js_name = uploadEvidence, catch)]
    pub(super) async fn upload_evidence(
        store: &JsStore,
        progress: &Function,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn seal(
        json: &str,
        blobs: &Array,
        passphrase: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = tiendo, catch)]
    pub(super) async fn unseal(file: &JsValue, passphrase: &str) -> Result<JsValue, JsValue>;
}
