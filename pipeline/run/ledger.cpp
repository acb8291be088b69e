#include "pipeline/run/ledger.h"

#include "pipeline/output/json_text.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/sha256.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

/// Version of the file's format. Other versions are not read.
constexpr int form = 1;

std::string checksum_of(const Json& stages)
{
    Sha256 hash;
    hash.add(json_text(stages));
    return hash.finish();
}

Json json_of(const LedgerEntry& entry)
{
    Json json;
    json["made_by"] = entry.made_by;
    json["options"] = Json::object();
    for (const auto& [name, value] : entry.options) {
        json["options"][name] = value;
    }
    json["inputs"] = entry.inputs;
    json["found_inputs"] = entry.found_inputs;
    json["outputs"] = entry.outputs;
    json["shortcomings"] = entry.shortcomings;
    return json;
}

LedgerEntry entry_of(const Json& json)
{
    LedgerEntry entry;
    entry.made_by = json.at("made_by").get<std::string>();
    for (const auto& [name, value] : json.at("options").items()) {
        entry.options.emplace_back(name, value.get<std::string>());
    }
    entry.inputs = json.at("inputs").get<HashesByFile>();
    entry.found_inputs = json.at("found_inputs").get<HashesByFile>();
    entry.outputs = json.at("outputs").get<HashesByFile>();
    entry.shortcomings = json.at("shortcomings").get<std::vector<std::string>>();
    return entry;
}

} // namespace

std::filesystem::path Ledger::file_in(const std::filesystem::path& folder)
{
    return folder / "ledger.json";
}

Ledger::Ledger(std::filesystem::path file)
    : file_(std::move(file))
{
    try {
        read();
    } catch (const Json::exception&) {
        damage_ = "damaged ledger";
    }
    if (damage_) {
        entries_.clear();
    }
}

const LedgerEntry* Ledger::find(const std::string& stage) const
{
    const auto entry = entries_.find(stage);
    return entry == entries_.end() ? nullptr : &entry->second;
}

void Ledger::put(const std::string& stage, LedgerEntry entry)
{
    entries_[stage] = std::move(entry);
    write();
}

std::vector<std::string> Ledger::forget_all_but(const std::vector<std::string>& stages)
{
    std::vector<std::string> forgotten;
    std::erase_if(entries_, [&](const auto& entry) {
        const bool gone = std::find(stages.begin(), stages.end(), entry.first) == stages.end();
        if (gone) {
            forgotten.push_back(entry.first);
        }
        return gone;
    });
    if (!forgotten.empty()) {
        write();
    }
    return forgotten;
}

void Ledger::read()
{
    std::error_code error;
    if (!std::filesystem::exists(file_, error)) {
        return;
    }
    std::ifstream stream(file_, std::ios::binary);
    const std::string text { std::istreambuf_iterator<char>(stream), {} };
    const Json json = parse_json(text);
    if (json.at("form") != form) {
        damage_ = "unsupported ledger of another version of the program";
        return;
    }
    const Json& stages = json.at("stages");
    if (json.at("sha256") != checksum_of(stages)) {
        damage_ = "altered ledger";
        return;
    }
    for (const auto& [name, entry] : stages.items()) {
        entries_[name] = entry_of(entry);
    }
}

void Ledger::write() const
{
    Json stages = Json::object();
    for (const auto& [name, entry] : entries_) {
        stages[name] = json_of(entry);
    }
    Json json;
    json["form"] = form;
    json["sha256"] = checksum_of(stages);
    json["stages"] = std::move(stages);
    OutputFile file(file_);
    file.write(json_text(json) + "\n");
    file.commit();
}

} // namespace cityflux
