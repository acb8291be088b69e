#include "pipeline/run/correction_keys.h"

#include "grids/text/error.h"
#include "pipeline/compare/correction_rules.h"
#include "pipeline/compare/correction_words.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the choice for the word of a key; `usual` if the key is missing.
template <typename Choice>
Choice choice(const TomlSection& section, std::string_view key, const ChoiceWords<Choice>& words,
    Choice usual)
{
    std::vector<std::string> known;
    for (const auto& [word, meaning] : words) {
        known.emplace_back(word);
    }
    const auto word = section.choice(key, known);
    return word ? choice_of(words, *word, section.subject(key)) : usual;
}

std::map<std::string, double> named_numbers(const TomlSection& section, std::string_view key)
{
    std::map<std::string, double> numbers;
    if (const auto table = section.find(key)) {
        for (const auto& [name, value] : table->entries()) {
            numbers[name] = value.number();
        }
    }
    return numbers;
}

} // namespace

CorrectionRequest correction_of(const TomlSection& section)
{
    CorrectionRequest request;
    const auto primary = section.text("primary");
    if (!primary) {
        section.forbid({ "correct", "trusted", "target", "level", "interval", "shared", "part_only",
                           "uncertainty", "reference_uncertainty", "reference_shares" },
            "without the key 'primary', the totals are not corrected");
        return request;
    }
    request.primary = *primary;
    if (const auto method = section.choice("correct", { "none", "scale", "regress", "blend" })) {
        request.method = correction_method(*method);
    }
    request.trusted = section.text_or_empty("trusted");
    request.target = choice(section, "target", target_words(), request.target);
    request.level = choice(section, "level", level_words(), request.level);
    request.interval = choice(section, "interval", interval_words(), request.interval);
    for (const TomlValue& value :
        section.list("shared", "tables { inventories = [...], correlation = ... }")) {
        const TomlSection group = value.section({ "inventories", "correlation" });
        request.shared.push_back({ group.required_texts("inventories"),
            group.need("correlation", "a number").number() });
    }
    request.part_only = section.texts("part_only");
    request.uncertainty = named_numbers(section, "uncertainty");
    request.reference_uncertainty = named_numbers(section, "reference_uncertainty");
    request.reference_shares = named_numbers(section, "reference_shares");
    if (const auto broken = broken_rule(request)) {
        throw InputError(message_of(*broken).within(
            fmt::format("{}:{}", section.file().string(), section.line())));
    }
    return request;
}

} // namespace cityflux
