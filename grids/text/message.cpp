#include "grids/text/message.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace cityflux {
namespace {

/// Names of the codes, in the order of the enumeration.
constexpr std::array<std::string_view, 13> codes { "missing", "unknown", "unsupported", "duplicate",
    "ambiguous", "invalid", "out of range", "inconsistent", "conflicting", "damaged", "unreadable",
    "unwritable", "insufficient" };

std::string neutral_words(const SettingValue& setting)
{
    std::string words(name_of(setting.setting));
    return setting.value.empty() ? words : words + "=" + setting.value;
}

} // namespace

std::string_view name_of(ProblemCode code)
{
    return codes.at(static_cast<std::size_t>(code));
}

std::optional<ProblemCode> code_named(std::string_view name)
{
    const auto* found = std::ranges::find(codes, name);
    return found == codes.end()
        ? std::nullopt
        : std::optional(static_cast<ProblemCode>(std::distance(codes.begin(), found)));
}

Text::Text(const char* words)
    : Text(std::string(words))
{
}

Text::Text(std::string words)
{
    if (!words.empty()) {
        parts_.emplace_back(std::move(words));
    }
}

Text::Text(std::string_view words)
    : Text(std::string(words))
{
}

Text::Text(SettingValue setting)
{
    parts_.emplace_back(std::move(setting));
}

Text::Text(std::initializer_list<Text> parts)
{
    for (const Text& part : parts) {
        parts_.insert(parts_.end(), part.parts_.begin(), part.parts_.end());
    }
}

std::string Text::rendered(const SettingWords& words) const
{
    std::string text;
    for (const auto& part : parts_) {
        const auto* setting = std::get_if<SettingValue>(&part);
        text += setting != nullptr ? words(*setting) : std::get<std::string>(part);
    }
    return text;
}

std::string Message::rendered(const SettingWords& words) const
{
    std::string text = subject.rendered(words);
    text += subject.empty() || problem.empty() ? "" : ": ";
    text += problem.rendered(words);
    return remedy.empty() ? text : text + "; " + remedy.rendered(words);
}

std::string Message::text() const
{
    return rendered(neutral_words);
}

Message Message::within(const Text& outer) const
{
    Message message = *this;
    message.subject = subject.empty() ? outer : Text { outer, ": ", subject };
    return message;
}

} // namespace cityflux
