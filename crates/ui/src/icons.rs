//! The icons: Lucide's (`assets/lucide-license.txt`), the shapes of each put together into one path of 24 by 24.
//!
//! One path and no `<use>` of a symbol: that is copied into a tree of its own wherever it is used, and each of a list's
//! rows has two.

use crate::IconShape;

const fn icon(path: &'static str) -> IconShape {
    IconShape { path, turns: false }
}

const fn turning(path: &'static str) -> IconShape {
    IconShape { path, turns: true }
}

pub const BAN: IconShape = icon("M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M4.929 4.929 19.07 19.071");
pub const CHECK: IconShape = icon("M20 6 9 17l-5-5");
pub const CHEVRON_DOWN: IconShape = icon("m6 9 6 6 6-6");
pub const CHEVRON_UP: IconShape = icon("m18 15-6-6-6 6");
pub const CIRCLE_ALERT: IconShape = icon("M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M12 8V12M12 16H12.01");
pub const COPY: IconShape = icon(
    "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
);
pub const DOWNLOAD: IconShape = icon("M12 15V3M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5");
pub const EXTERNAL_LINK: IconShape =
    turning("M15 3h6v6M10 14 21 3M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6");
pub const KEY: IconShape = icon(
    "m2 21 9.6-9.6M7.5 15.5l2.3 2.3a1 1 0 0 1 0 1.4l-2.1 2.1a1 1 0 0 1-1.4 0L4 19M10 7.5a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0",
);
pub const LAYOUT_DASHBOARD: IconShape = icon(
    "M4 3h5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM15 3h5a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1zM15 12h5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM4 16h5a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1z",
);
pub const LOG_OUT: IconShape = turning("m16 17 5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4");
pub const MONITOR: IconShape =
    icon("M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-16a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2zM8 21H16M12 17V21");
pub const MOON: IconShape = icon(
    "M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401",
);
pub const PENCIL: IconShape = icon(
    "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497zM15 5l4 4",
);
pub const PLUS: IconShape = icon("M5 12h14M12 5v14");
pub const REFRESH_CW: IconShape = icon(
    "M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8M21 3v5h-5M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16M8 16H3v5",
);
pub const ROTATE_CCW_KEY: IconShape = icon(
    "M12 7v6M12 9h2M3 12a9 9 0 1 0 9-9 9.74 9.74 0 0 0-6.74 2.74L3 8M3 3v5h5M10 15a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
);
pub const SEARCH: IconShape = icon("m21 21-4.34-4.34M3 11a8 8 0 1 0 16 0 8 8 0 1 0-16 0");
pub const SHIELD: IconShape = icon(
    "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z",
);
pub const SUN: IconShape = icon(
    "M8 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0M12 2v2M12 20v2M4.93 4.93l1.41 1.41M17.66 17.66l1.41 1.41M2 12h2M20 12h2M6.34 17.66l-1.41 1.41M19.07 4.93l-1.41 1.41",
);
pub const TRASH: IconShape = icon(
    "M10 11v6M14 11v6M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M3 6h18M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2",
);
pub const TRIANGLE_ALERT: IconShape =
    icon("m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01");
pub const USER: IconShape = icon("M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M8 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0");
pub const X: IconShape = icon("M18 6 6 18M6 6l12 12");
