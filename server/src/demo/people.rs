//! The accounts of the demonstration: names are made up, the password is one for all.

use super::departments::{CITY, OFFICE};
use super::ids;
use crate::reference::NATION;
use domain::id::{UnitId, UserId};
use domain::policy::{Grant, Role};

/// The password of every demonstration account. Never load the demonstration on a server that
/// holds real data.
pub const PASSWORD: &str = "tien-do-2026-demo";

/// An account of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What to sign in with.
    pub username: &'static str,
    /// A made-up name.
    pub display_name: &'static str,
    /// The roles, each at [`DemoAccount::unit`].
    pub roles: &'static [Role],
    /// The unit's code.
    pub unit: &'static str,
    /// In Vietnamese, what the person is: for lists of accounts to try.
    pub about: &'static str,
    /// Whether it may sign in; the two that stand for the other communes' people may not.
    pub enabled: bool,
}

const REPORTER: &[Role] = &[Role::Reporter];
const APPROVER: &[Role] = &[Role::Approver, Role::Leader];

/// Stands for the reporters of communes without accounts of their own.
pub(crate) const ANY_REPORTER: &str = "mophong.canbo";
/// Stands for the leaders of communes without accounts of their own.
pub(crate) const ANY_APPROVER: &str = "mophong.lanhdao";
/// Returns reports for the city.
pub(crate) const COORDINATOR: &str = "dieuphoi.danang";

/// Every account, those to try first.
pub const ACCOUNTS: &[DemoAccount] = &[
    account(
        "canbo.tammy",
        "Trần Thị Thu Hiền",
        REPORTER,
        "21004",
        "Cán bộ tổng hợp xã Tam Mỹ",
    ),
    account(
        "lanhdao.tammy",
        "Phạm Văn Hòa",
        APPROVER,
        "21004",
        "Lãnh đạo UBND xã Tam Mỹ",
    ),
    account(
        "congan.tammy",
        "Lê Hoàng Nam",
        &[Role::Coordinator],
        "21004",
        "Công an xã Tam Mỹ, đầu mối theo dõi",
    ),
    account(
        "lanhdao.danang",
        "Nguyễn Minh Quân",
        &[Role::Leader],
        CITY,
        "Lãnh đạo UBND Đà Nẵng",
    ),
    account(
        COORDINATOR,
        "Võ Thị Kim Ngân",
        &[Role::Coordinator],
        CITY,
        "Điều phối Đà Nẵng",
    ),
    account(
        "quantri.danang",
        "Đặng Quốc Bảo",
        &[Role::Admin],
        CITY,
        "Quản trị Đà Nẵng",
    ),
    account(
        "kiemtra.danang",
        "Huỳnh Thanh Tâm",
        &[Role::Auditor],
        CITY,
        "Kiểm tra Đà Nẵng",
    ),
    account(
        "canbo.vpubnd",
        "Ngô Thị Lan Anh",
        REPORTER,
        OFFICE,
        "Cán bộ Văn phòng UBND Gia Lai",
    ),
    account(
        "lanhdao.vpubnd",
        "Đinh Công Sơn",
        APPROVER,
        OFFICE,
        "Lãnh đạo VP UBND Gia Lai",
    ),
    account(
        "dieuphoi.vpubnd",
        "Rơ Châm Thảo",
        &[Role::Coordinator],
        OFFICE,
        "Điều phối VP UBND Gia Lai",
    ),
    account(
        "canbo.tinhoc",
        "Trịnh Hoài An",
        REPORTER,
        "52.van-phong.tin-hoc",
        "Cán bộ Trung tâm Tin học Gia Lai",
    ),
    account(
        "quantri",
        "Bùi Đức Anh",
        &[Role::Admin],
        NATION,
        "Quản trị toàn hệ thống",
    ),
    account(
        "lanhdao.vn",
        "Hoàng Thị Mai",
        &[Role::Leader],
        NATION,
        "Lãnh đạo cấp quốc gia",
    ),
    account(
        "canbo.hoavang",
        "Ông Văn Lợi",
        REPORTER,
        "20320",
        "Cán bộ tổng hợp xã Hòa Vang",
    ),
    account(
        "lanhdao.hoavang",
        "Phan Thị Bích Thủy",
        APPROVER,
        "20320",
        "Lãnh đạo xã Hòa Vang",
    ),
    account(
        "canbo.nuithanh",
        "Lương Thị Ái Vân",
        REPORTER,
        "20965",
        "Cán bộ xã Núi Thành",
    ),
    account(
        "lanhdao.nuithanh",
        "Châu Ngọc Tuấn",
        APPROVER,
        "20965",
        "Lãnh đạo xã Núi Thành",
    ),
    account(
        "canbo.haichau",
        "Trương Khánh Linh",
        REPORTER,
        "20242",
        "Cán bộ phường Hải Châu",
    ),
    account(
        "lanhdao.haichau",
        "Dương Quốc Việt",
        APPROVER,
        "20242",
        "Lãnh đạo phường Hải Châu",
    ),
    account(
        "canbo.tamky",
        "Mai Xuân Phúc",
        REPORTER,
        "20341",
        "Cán bộ phường Tam Kỳ",
    ),
    account(
        "lanhdao.tamky",
        "Hồ Thị Diệu",
        APPROVER,
        "20341",
        "Lãnh đạo phường Tam Kỳ",
    ),
    account(
        "canbo.hoian",
        "Tăng Bảo Châu",
        REPORTER,
        "20410",
        "Cán bộ phường Hội An",
    ),
    account(
        "lanhdao.hoian",
        "Lý Thành Trung",
        APPROVER,
        "20410",
        "Lãnh đạo phường Hội An",
    ),
    DemoAccount {
        enabled: false,
        ..account(
            ANY_REPORTER,
            "Cán bộ tổng hợp (mô phỏng)",
            REPORTER,
            CITY,
            "Không đăng nhập được",
        )
    },
    DemoAccount {
        enabled: false,
        ..account(
            ANY_APPROVER,
            "Lãnh đạo xã (mô phỏng)",
            &[Role::Approver],
            CITY,
            "Không đăng nhập được",
        )
    },
];

const fn account(
    username: &'static str,
    display_name: &'static str,
    roles: &'static [Role],
    unit: &'static str,
    about: &'static str,
) -> DemoAccount {
    DemoAccount {
        username,
        display_name,
        roles,
        unit,
        about,
        enabled: true,
    }
}

impl DemoAccount {
    /// Its id, the same in every load.
    #[must_use]
    pub fn id(&self) -> UserId {
        ids::user(self.username)
    }

    /// Its roles at its unit.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        let grant = |role: &Role| Grant {
            role: *role,
            unit: UnitId::new(self.unit),
        };
        self.roles.iter().map(grant).collect()
    }
}

/// Who reports and who approves at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Staff {
    pub(crate) reporter: UserId,
    pub(crate) approver: UserId,
}

impl Staff {
    /// The unit's own people, or those who stand for them.
    pub(crate) fn of(unit: &UnitId) -> Self {
        let own = |role: Role, otherwise: &str| {
            ACCOUNTS
                .iter()
                .find(|account| {
                    account.enabled
                        && account.unit == unit.as_str()
                        && account.roles.contains(&role)
                })
                .map_or_else(|| ids::user(otherwise), DemoAccount::id)
        };
        Self {
            reporter: own(Role::Reporter, ANY_REPORTER),
            approver: own(Role::Approver, ANY_APPROVER),
        }
    }
}
