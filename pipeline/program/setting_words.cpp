#include "pipeline/program/setting_words.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Type of the value of a key.
enum class KeyType { text, texts, number, flag, table };

struct SettingRow {
    Setting setting;
    std::string_view option;
    /// Key in a pipeline; empty if it has none.
    std::string_view key = {};
    KeyType type = KeyType::text;
    /// Table of the pipeline that has the key, if it is not the table of the stage.
    std::string_view table = {};
};

constexpr std::array<SettingRow, setting_count> rows { {
    { Setting::inventory, "--inventory", "inventory" },
    { Setting::assume_crs, "--assume-crs", "crs", KeyType::text, "assume" },
    { Setting::assume_unit, "--assume-unit", "unit", KeyType::text, "assume" },
    { Setting::assume_period, "--assume-period", "period", KeyType::text, "assume" },
    { Setting::assume_species, "--assume-species", "species", KeyType::text, "assume" },
    { Setting::override, "--override", "override", KeyType::flag, "assume" },
    { Setting::boundaries, "--boundaries", "file", KeyType::text, "[boundaries]" },
    { Setting::boundaries_crs, "--boundaries-crs", "crs", KeyType::text, "[boundaries]" },
    { Setting::boundaries_override, "--override", "override", KeyType::flag, "[boundaries]" },
    { Setting::id, "--id", "id", KeyType::text, "[boundaries]" },
    { Setting::name, "--name", "name", KeyType::text, "[boundaries]" },
    { Setting::datum, "--datum", "datum", KeyType::text, "[boundaries]" },
    { Setting::only, "--only", "only", KeyType::texts, "[boundaries]" },
    { Setting::sectors, "--sector", "sectors", KeyType::texts },
    { Setting::species, "--species", "species", KeyType::texts },
    { Setting::periods, "--period", "periods", KeyType::texts },
    { Setting::min_valid, "--min-valid", "min_valid", KeyType::number },
    { Setting::by, "--by", "by" },
    { Setting::edge, "--edge", "edge" },
    { Setting::proxy, "--proxy", "proxy" },
    { Setting::closure, "--closure", "closure" },
    { Setting::unit, "--unit", "unit" },
    { Setting::city_column, "--city" },
    { Setting::year_column, "--year" },
    { Setting::grid, "--grid" },
    { Setting::factors, "--factors" },
    { Setting::sum, "--sum" },
    { Setting::quantity, "--quantity" },
    { Setting::mask, "--mask" },
    { Setting::crs, "--crs" },
    { Setting::resolution, "--resolution" },
    { Setting::like, "--like" },
    { Setting::png, "--png" },
    { Setting::type, "--type" },
    { Setting::format, "--format" },
    { Setting::name_pattern, "--name-pattern" },
    { Setting::references, "--reference", "references", KeyType::texts },
    { Setting::nearest_year, "--nearest-year", "nearest_year", KeyType::number },
    { Setting::primary, "--primary", "primary" },
    { Setting::correct, "--correct", "correct" },
    { Setting::trusted, "--trusted", "trusted" },
    { Setting::target, "--target", "target" },
    { Setting::level, "--level", "level" },
    { Setting::interval, "--interval", "interval" },
    { Setting::uncertainty, "--uncertainty", "uncertainty", KeyType::table },
    { Setting::reference_uncertainty, "--reference-uncertainty", "reference_uncertainty",
        KeyType::table },
    { Setting::reference_shares, "--reference-share", "reference_shares", KeyType::table },
    { Setting::shared, "--shared", "shared", KeyType::table },
    { Setting::part_only, "--part-only", "part_only", KeyType::texts },
    { Setting::data, "--data", "data", KeyType::texts },
    { Setting::policy_register, "--policy-register", "policy_register" },
    { Setting::most_missing, "--most-missing", "most_missing", KeyType::number },
    { Setting::draws, "--draws", "draws", KeyType::number },
    { Setting::seed, "--seed", "seed", KeyType::number },
    { Setting::ranking, "--ranking" },
    { Setting::cache, "--cache" },
    { Setting::memory, "--memory" },
    { Setting::threads, "--threads" },
    { Setting::output, "--output", "output" },
} };

std::string option_words(const SettingRow& row, const std::string& value)
{
    if (value.empty() || row.type == KeyType::flag) {
        return std::string(row.option);
    }
    const bool quoted = value.find_first_of(" '\"$*?()<>;&|{}") != std::string::npos;
    return fmt::format(fmt::runtime(quoted ? "{} '{}'" : "{} {}"), row.option, value);
}

/// Returns a value as TOML. A table is given as its entries: "Hebei=0.25".
std::string toml_value(const std::string& value, KeyType type)
{
    switch (type) {
    case KeyType::texts:
        return fmt::format("[\"{}\"]", value);
    case KeyType::number:
    case KeyType::flag:
        return value;
    case KeyType::table: {
        const std::size_t equals = value.find('=');
        return equals == std::string::npos
            ? value
            : fmt::format("{{ \"{}\" = {} }}", value.substr(0, equals), value.substr(equals + 1));
    }
    case KeyType::text:
        break;
    }
    return fmt::format("\"{}\"", value);
}

std::string key_words(const SettingRow& row, const std::string& value)
{
    const std::string entry = value.empty()
        ? std::string(row.key)
        : fmt::format("{} = {}", row.key, toml_value(value, row.type));
    if (row.table.empty()) {
        return entry;
    }
    if (row.table.starts_with('[')) {
        return fmt::format("{} {}", row.table, entry);
    }
    return value.empty() ? fmt::format("{}.{}", row.table, entry)
                         : fmt::format("{} = {{ {} }}", row.table, entry);
}

} // namespace

std::string setting_words(const SettingValue& setting, FrontEnd front_end)
{
    const SettingRow& row = *std::ranges::find(rows, setting.setting, &SettingRow::setting);
    return front_end == FrontEnd::command_line || row.key.empty() ? option_words(row, setting.value)
                                                                  : key_words(row, setting.value);
}

std::string sentence_of(const Message& message, FrontEnd front_end)
{
    return message.rendered(
        [&](const SettingValue& setting) { return setting_words(setting, front_end); });
}

std::vector<std::string> sentences_of(std::span<const Message> messages)
{
    std::vector<std::string> sentences;
    for (const Message& message : messages) {
        sentences.push_back(sentence_of(message, FrontEnd::command_line));
    }
    return sentences;
}

} // namespace cityflux
