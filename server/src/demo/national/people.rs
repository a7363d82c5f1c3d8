//! The accounts of the national simulation.

use crate::demo::cascade::TAM_MY;
use crate::demo::ids;
use crate::reference::NATION;
use domain::id::{UnitId, UserId};
use domain::policy::{Grant, Role};
use domain::unit::UnitRef;

/// An account to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalAccount {
    /// What to sign in with.
    pub username: String,
    /// Its name; most say that they are simulated.
    pub display_name: String,
    /// Its roles.
    pub roles: Vec<Role>,
    /// At which unit.
    pub unit: UnitId,
    /// In Vietnamese, what the person is.
    pub about: String,
    /// Whether it may sign in; those that stand for a province's communes may not.
    pub enabled: bool,
}

const REPORTER: &str = "canbo.tammy";
const APPROVER: &str = "lanhdao.tammy";

impl NationalAccount {
    fn new(username: &str, name: &str, roles: &[Role], unit: &str, about: &str) -> Self {
        Self {
            username: username.to_owned(),
            display_name: name.to_owned(),
            roles: roles.to_vec(),
            unit: UnitId::new(unit),
            about: about.to_owned(),
            enabled: true,
        }
    }

    /// Its id, the same in every load.
    #[must_use]
    pub fn id(&self) -> UserId {
        ids::user(&self.username)
    }

    /// Its roles at its unit.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        let grant = |role: &Role| Grant {
            role: *role,
            unit: self.unit.clone(),
        };
        self.roles.iter().map(grant).collect()
    }
}

/// Every account, those to try first.
pub(super) fn accounts(provinces: &[UnitRef]) -> Vec<NationalAccount> {
    let new = NationalAccount::new;
    let mut accounts = vec![
        new(
            "qg.lanhdao",
            "Hoàng Thị Mai",
            &[Role::Leader],
            NATION,
            "Lãnh đạo cấp quốc gia",
        ),
        new(
            "quantri",
            "Bùi Đức Anh",
            &[Role::Admin],
            NATION,
            "Quản trị toàn hệ thống",
        ),
        new(
            REPORTER,
            "Trần Thị Thu Hiền",
            &[Role::Reporter],
            TAM_MY,
            "Cán bộ tổng hợp xã Tam Mỹ (Đà Nẵng)",
        ),
        new(
            APPROVER,
            "Phạm Văn Hòa",
            &[Role::Approver, Role::Leader],
            TAM_MY,
            "Lãnh đạo UBND xã Tam Mỹ (Đà Nẵng)",
        ),
    ];
    accounts.extend(provinces.iter().map(|province| {
        let code = province.id.as_str();
        let name = format!("Lãnh đạo {} (mô phỏng)", province.name);
        let about = format!(
            "Lãnh đạo UBND {}",
            crate::demo::words::in_sentence(province)
        );
        let username = format!("lanhdao.{code}");
        new(&username, &name, &[Role::Leader], code, &about)
    }));
    for province in provinces {
        let code = province.id.as_str();
        let (reporter, approver) = shared(code);
        for (username, who, role) in [
            (reporter, "Cán bộ tổng hợp", Role::Reporter),
            (approver, "Lãnh đạo xã", Role::Approver),
        ] {
            let name = format!("{who} (mô phỏng, {})", province.name);
            accounts.push(NationalAccount {
                enabled: false,
                ..new(&username, &name, &[role], code, "Không đăng nhập được")
            });
        }
    }
    accounts
}

/// The names of the two that stand for the people of a province's communes.
fn shared(province: &str) -> (String, String) {
    (
        format!("mophong.canbo.{province}"),
        format!("mophong.lanhdao.{province}"),
    )
}

/// Who reports and who approves in a commune.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staff {
    pub(super) reporter: UserId,
    pub(super) approver: UserId,
}

impl Staff {
    /// Tam Mỹ's own people; elsewhere those who stand for the province's communes.
    pub(super) fn of(commune: &UnitId, province: &UnitId) -> Self {
        let (reporter, approver) = shared(province.as_str());
        let (reporter, approver) = if commune.as_str() == TAM_MY {
            (REPORTER, APPROVER)
        } else {
            (reporter.as_str(), approver.as_str())
        };
        Self {
            reporter: ids::user(reporter),
            approver: ids::user(approver),
        }
    }
}
