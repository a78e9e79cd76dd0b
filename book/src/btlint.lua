-- Makes the findings that `btlint annotate` writes into a capture fields of Wireshark:
--   btlint.code == "AUTH104"   btlint.severity == "error"   btlint.evidence   btlint.message contains "passkey"
-- Copy it into the folder of personal Lua plugins (Help, About Wireshark, Folders), or run
--   tshark -X lua_script:btlint.lua -r annotated.pcapng -Y btlint

local btlint = Proto("btlint", "btlint findings")
local code = ProtoField.string("btlint.code", "Rule")
local severity = ProtoField.string("btlint.severity", "Severity")
local evidence = ProtoField.bool("btlint.evidence", "Evidence of a finding elsewhere")
local message = ProtoField.string("btlint.message", "Message")
btlint.fields = { code, severity, evidence, message }

local severities = {
    error = PI_ERROR, warning = PI_WARN, notice = PI_NOTE, info = PI_CHAT,
}
local experts = {}
for name, level in pairs(severities) do
    experts[name] = ProtoExpert.new("btlint." .. name .. ".expert", "btlint " .. name, PI_SEQUENCE, level)
end
btlint.experts = { experts.error, experts.warning, experts.notice, experts.info }

local comment = Field.new("frame.comment")

function btlint.dissector(buffer, packet, tree)
    for _, field in ipairs({ comment() }) do
        local rule, kind, text = tostring(field.value):match("^btlint (%w+) (%w+): (.*)$")
        if rule then
            local item = tree:add(btlint, buffer(0, 0), "btlint " .. rule .. ": " .. text)
            item:add(code, rule)
            if kind == "evidence" then
                item:add(evidence, true)
            else
                item:add(severity, kind)
                if experts[kind] then
                    item:add_proto_expert_info(experts[kind], rule .. ": " .. text)
                end
            end
            item:add(message, text)
        end
    end
end

register_postdissector(btlint)
