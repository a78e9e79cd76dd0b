//! Codes of AV/C and AVRCP.

use crate::codes;

codes! {
    /// Kind of a command or response (AV/C Digital Interface Command Set, 5.3).
    pub Ctype(u8) {
        CONTROL = 0x0 => "Control",
        STATUS = 0x1 => "Status",
        SPECIFIC_INQUIRY = 0x2 => "Specific Inquiry",
        NOTIFY = 0x3 => "Notify",
        GENERAL_INQUIRY = 0x4 => "General Inquiry",
        NOT_IMPLEMENTED = 0x8 => "Not Implemented",
        ACCEPTED = 0x9 => "Accepted",
        REJECTED = 0xa => "Rejected",
        IN_TRANSITION = 0xb => "In Transition",
        STABLE = 0xc => "Stable",
        CHANGED = 0xd => "Changed",
        INTERIM = 0xf => "Interim",
    }

    /// What kind of thing a command is for (AV/C Digital Interface Command Set, 5.3.3).
    pub SubunitType(u8) {
        MONITOR = 0x00 => "Monitor",
        AUDIO = 0x01 => "Audio",
        PRINTER = 0x02 => "Printer",
        DISC = 0x03 => "Disc",
        TAPE = 0x04 => "Tape",
        TUNER = 0x05 => "Tuner",
        CA = 0x06 => "CA",
        CAMERA = 0x07 => "Camera",
        PANEL = 0x09 => "Panel",
        BULLETIN_BOARD = 0x0a => "Bulletin Board",
        VENDOR_UNIQUE = 0x1c => "Vendor Unique",
        UNIT = 0x1f => "Unit",
    }

    /// What is asked for (AVRCP 1.6, 4.3).
    pub Opcode(u8) {
        VENDOR_DEPENDENT = 0x00 => "Vendor Dependent",
        UNIT_INFO = 0x30 => "Unit Info",
        SUBUNIT_INFO = 0x31 => "Subunit Info",
        PASS_THROUGH = 0x7c => "Pass Through",
    }

    /// A company, in three octets.
    pub CompanyId(u32) {
        BLUETOOTH_SIG = 0x001958 => "Bluetooth SIG",
    }

    /// A key of the panel (AV/C Panel Subunit, 9.4).
    pub Operation(u8) {
        SELECT = 0x00 => "Select",
        UP = 0x01 => "Up",
        DOWN = 0x02 => "Down",
        LEFT = 0x03 => "Left",
        RIGHT = 0x04 => "Right",
        ROOT_MENU = 0x09 => "Root Menu",
        POWER = 0x40 => "Power",
        VOLUME_UP = 0x41 => "Volume Up",
        VOLUME_DOWN = 0x42 => "Volume Down",
        MUTE = 0x43 => "Mute",
        PLAY = 0x44 => "Play",
        STOP = 0x45 => "Stop",
        PAUSE = 0x46 => "Pause",
        RECORD = 0x47 => "Record",
        REWIND = 0x48 => "Rewind",
        FAST_FORWARD = 0x49 => "Fast Forward",
        EJECT = 0x4a => "Eject",
        FORWARD = 0x4b => "Forward",
        BACKWARD = 0x4c => "Backward",
        VENDOR_UNIQUE = 0x7e => "Vendor Unique",
    }

    /// What a PDU is (AVRCP 1.6, section 6).
    pub PduId(u8) {
        GET_CAPABILITIES = 0x10 => "Get Capabilities",
        LIST_PLAYER_APPLICATION_SETTING_ATTRIBUTES = 0x11 => "List Player Application Setting Attributes",
        LIST_PLAYER_APPLICATION_SETTING_VALUES = 0x12 => "List Player Application Setting Values",
        GET_CURRENT_PLAYER_APPLICATION_SETTING_VALUE = 0x13 => "Get Current Player Application Setting Value",
        SET_PLAYER_APPLICATION_SETTING_VALUE = 0x14 => "Set Player Application Setting Value",
        GET_PLAYER_APPLICATION_SETTING_ATTRIBUTE_TEXT = 0x15 => "Get Player Application Setting Attribute Text",
        GET_PLAYER_APPLICATION_SETTING_VALUE_TEXT = 0x16 => "Get Player Application Setting Value Text",
        INFORM_DISPLAYABLE_CHARACTER_SET = 0x17 => "Inform Displayable Character Set",
        INFORM_BATTERY_STATUS_OF_CT = 0x18 => "Inform Battery Status Of CT",
        GET_ELEMENT_ATTRIBUTES = 0x20 => "Get Element Attributes",
        GET_PLAY_STATUS = 0x30 => "Get Play Status",
        REGISTER_NOTIFICATION = 0x31 => "Register Notification",
        REQUEST_CONTINUING_RESPONSE = 0x40 => "Request Continuing Response",
        ABORT_CONTINUING_RESPONSE = 0x41 => "Abort Continuing Response",
        SET_ABSOLUTE_VOLUME = 0x50 => "Set Absolute Volume",
        SET_ADDRESSED_PLAYER = 0x60 => "Set Addressed Player",
        SET_BROWSED_PLAYER = 0x70 => "Set Browsed Player",
        GET_FOLDER_ITEMS = 0x71 => "Get Folder Items",
        CHANGE_PATH = 0x72 => "Change Path",
        GET_ITEM_ATTRIBUTES = 0x73 => "Get Item Attributes",
        PLAY_ITEM = 0x74 => "Play Item",
        GET_TOTAL_NUMBER_OF_ITEMS = 0x75 => "Get Total Number Of Items",
        SEARCH = 0x80 => "Search",
        ADD_TO_NOW_PLAYING = 0x90 => "Add To Now Playing",
        GENERAL_REJECT = 0xa0 => "General Reject",
    }

    /// Place of a packet in its PDU (AVRCP 1.6, 6.3.1).
    pub PacketType(u8) {
        SINGLE = 0 => "Single",
        START = 1 => "Start",
        CONTINUE = 2 => "Continue",
        END = 3 => "End",
    }

    /// What is asked of Get Capabilities (AVRCP 1.6, 6.4.1).
    pub CapabilityId(u8) {
        COMPANY_ID = 0x02 => "Company ID",
        EVENTS_SUPPORTED = 0x03 => "Events supported",
    }

    /// What the player does (AVRCP 1.6, 6.7.1).
    pub PlayStatus(u8) {
        STOPPED = 0x00 => "Stopped",
        PLAYING = 0x01 => "Playing",
        PAUSED = 0x02 => "Paused",
        FWD_SEEK = 0x03 => "Forward Seek",
        REV_SEEK = 0x04 => "Reverse Seek",
        ERROR = 0xff => "Error",
    }

    /// Events that can be notified (AVRCP 1.6, appendix H).
    pub EventId(u8) {
        PLAYBACK_STATUS_CHANGED = 0x01 => "Playback Status Changed",
        TRACK_CHANGED = 0x02 => "Track Changed",
        TRACK_REACHED_END = 0x03 => "Track Reached End",
        TRACK_REACHED_START = 0x04 => "Track Reached Start",
        PLAYBACK_POSITION_CHANGED = 0x05 => "Playback Position Changed",
        BATTERY_STATUS_CHANGED = 0x06 => "Battery Status Changed",
        SYSTEM_STATUS_CHANGED = 0x07 => "System Status Changed",
        PLAYER_APPLICATION_SETTING_CHANGED = 0x08 => "Player Application Setting Changed",
        NOW_PLAYING_CONTENT_CHANGED = 0x09 => "Now Playing Content Changed",
        AVAILABLE_PLAYERS_CHANGED = 0x0a => "Available Players Changed",
        ADDRESSED_PLAYER_CHANGED = 0x0b => "Addressed Player Changed",
        UIDS_CHANGED = 0x0c => "UIDs Changed",
        VOLUME_CHANGED = 0x0d => "Volume Changed",
    }

    /// The battery of a device (AVRCP 1.6, 6.5.8).
    pub BatteryStatus(u8) {
        NORMAL = 0x0 => "Normal",
        WARNING = 0x1 => "Warning",
        CRITICAL = 0x2 => "Critical",
        EXTERNAL = 0x3 => "External",
        FULL_CHARGE = 0x4 => "Full charge",
    }

    /// How a command went (AVRCP 1.6, 6.15.3).
    pub ErrorCode(u8) {
        INVALID_COMMAND = 0x00 => "Invalid Command",
        INVALID_PARAMETER = 0x01 => "Invalid Parameter",
        PARAMETER_CONTENT_ERROR = 0x02 => "Parameter Content Error",
        INTERNAL_ERROR = 0x03 => "Internal Error",
        COMPLETED = 0x04 => "Operation completed without error",
        UID_CHANGED = 0x05 => "UID Changed",
        INVALID_DIRECTION = 0x07 => "Invalid Direction",
        NOT_A_DIRECTORY = 0x08 => "Not a Directory",
        DOES_NOT_EXIST = 0x09 => "Does Not Exist",
        INVALID_SCOPE = 0x0a => "Invalid Scope",
        RANGE_OUT_OF_BOUNDS = 0x0b => "Range Out of Bounds",
        FOLDER_ITEM_IS_NOT_PLAYABLE = 0x0c => "Folder Item is not playable",
        MEDIA_IN_USE = 0x0d => "Media in Use",
        NOW_PLAYING_LIST_FULL = 0x0e => "Now Playing List Full",
        SEARCH_NOT_SUPPORTED = 0x0f => "Search Not Supported",
        SEARCH_IN_PROGRESS = 0x10 => "Search in Progress",
        INVALID_PLAYER_ID = 0x11 => "Invalid Player Id",
        PLAYER_NOT_BROWSABLE = 0x12 => "Player Not Browsable",
        PLAYER_NOT_ADDRESSED = 0x13 => "Player Not Addressed",
        NO_VALID_SEARCH_RESULTS = 0x14 => "No valid Search Results",
        NO_AVAILABLE_PLAYERS = 0x15 => "No available players",
        ADDRESSED_PLAYER_CHANGED = 0x16 => "Addressed Player Changed",
    }
}

impl Ctype {
    /// The frame is a response.
    pub fn is_response(self) -> bool {
        self.0 >= 0x8
    }
}
