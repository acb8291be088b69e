#include "pipeline/run/correction_keys.h"

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
    return word ? choice_of(words, *word, key) : usual;
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

/// Returns the sentence on a broken rule.
std::string words_of(const BrokenRule& broken)
{
    const std::string& value = broken.value;
    switch (broken.rule) {
    case CorrectionRule::primary_is_named:
        return "a correction needs the inventory that it corrects: name it with the key 'primary'";
    case CorrectionRule::regress_needs_trusted:
        return "correct = \"regress\": name the inventory that is regressed on with the key "
               "'trusted'";
    case CorrectionRule::level_trusted_needs_trusted:
        return "level = \"trusted\": name the inventory whose level is taken with the key "
               "'trusted'";
    case CorrectionRule::blend_takes_trusted_by_level:
        return "trusted: a blend takes it with level = \"trusted\" only";
    case CorrectionRule::method_takes_trusted:
        return fmt::format(
            "trusted: correct = \"{}\" trusts no other inventory; regress and blend do", value);
    case CorrectionRule::trusted_is_not_primary:
        return fmt::format(
            "trusted = \"{}\": it is the primary inventory, which is what is corrected", value);
    case CorrectionRule::method_takes_target:
        return fmt::format("target: correct = \"{}\" has none; regress does", value);
    case CorrectionRule::method_takes_level_and_interval:
        return fmt::format("level and interval: correct = \"{}\" has none; blend does", value);
    case CorrectionRule::uncertainty_is_positive:
        return fmt::format(
            "uncertainty {}: it is a share above 0 at 95 %, such as 0.3 for 30 %", value);
    case CorrectionRule::reference_uncertainty_is_positive:
        return fmt::format(
            "reference_uncertainty {}: it is a share above 0 at 95 %, such as 0.3 for 30 %", value);
    case CorrectionRule::reference_share_is_fraction:
        return fmt::format("reference_shares {}: it lies above 0 and not above 1", value);
    case CorrectionRule::shared_names_two:
        return fmt::format("shared {}: name two inventories or more, each once", value);
    case CorrectionRule::correlation_is_below_one:
        return fmt::format("shared {}: a correlation lies above -1 and below 1", value);
    }
    return {};
}

} // namespace

CorrectionRequest correction_of(const TomlSection& section)
{
    CorrectionRequest request;
    const auto primary = section.text("primary");
    if (!primary) {
        section.forbid({ "correct", "trusted", "target", "level", "interval", "shared", "part_only",
                           "uncertainty", "reference_uncertainty", "reference_shares" },
            "nothing is corrected without a primary inventory; name it with the key 'primary'");
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
        section.refuse(words_of(*broken));
    }
    return request;
}

} // namespace cityflux
