#include "grids/text/name_pattern.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cctype>
#include <span>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Returns true if `choice`, in which `*` matches any text, matches the whole `text`.
bool is_choice(std::string_view text, std::string_view choice)
{
    std::size_t t = 0;
    std::size_t c = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (t < text.size()) {
        if (c < choice.size() && choice[c] == '*') {
            star = c++;
            retry = t;
        } else if (c < choice.size() && choice[c] == text[t]) {
            ++c;
            ++t;
        } else if (star != std::string_view::npos) {
            c = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return choice.find_first_not_of('*', c) == std::string_view::npos;
}

} // namespace

/// Matches part by part from the left and tries short lengths first. Failed states are remembered
/// and not tried again. Work is therefore bounded by parts x length squared, and recursion depth by
/// the number of parts.
class NamePattern::Matcher {
public:
    Matcher(std::span<const Part> parts, const std::string& name)
        : parts_(parts)
        , name_(name)
        , lower_(lower_case(name))
        , failed_(parts.size() * (name.size() + 1), false)
    {
    }

    bool match(std::size_t part, std::size_t begin)
    {
        if (part == parts_.size()) {
            return begin == name_.size();
        }
        const std::size_t state = part * (name_.size() + 1) + begin;
        if (failed_[state]) {
            return false;
        }
        const auto [preferred, other] = lengths(parts_[part], begin);
        if ((preferred != none && take(part, begin, preferred))
            || (other != none && take(part, begin, other))) {
            return true;
        }
        if (is_open(parts_[part].kind)) {
            const std::size_t least = parts_[part].kind == Part::Kind::words ? 1 : 0;
            for (std::size_t length = least; begin + length <= name_.size(); ++length) {
                if (fits(parts_[part], begin, length) && take(part, begin, length)) {
                    return true;
                }
            }
        }
        failed_[state] = true;
        return false;
    }

    const std::map<std::string, std::string>& kept() const { return kept_; }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    static bool is_open(Part::Kind kind)
    {
        return kind == Part::Kind::anything || kind == Part::Kind::words
            || kind == Part::Kind::choice;
    }

    bool digits(std::size_t begin, std::size_t count) const
    {
        return begin + count <= name_.size()
            && std::all_of(name_.begin() + static_cast<std::ptrdiff_t>(begin),
                name_.begin() + static_cast<std::ptrdiff_t>(begin + count), is_digit);
    }

    /// Returns the lengths that a part of limited length can have at `begin`, preferred one first,
    /// `none` if there is no such length.
    std::pair<std::size_t, std::size_t> lengths(const Part& part, std::size_t begin) const
    {
        switch (part.kind) {
        case Part::Kind::literal:
            return { lower_.compare(begin, part.literal.size(), part.literal) == 0
                    ? part.literal.size()
                    : none,
                none };
        case Part::Kind::four_digits:
            return { digits(begin, 4) ? 4 : none, none };
        case Part::Kind::two_digits:
            return { digits(begin, 2) ? 2 : none, none };
        case Part::Kind::month: {
            const int two
                = digits(begin, 2) ? (name_[begin] - '0') * 10 + name_[begin + 1] - '0' : 0;
            return { two >= 1 && two <= 12 ? 2 : none,
                digits(begin, 1) && name_[begin] != '0' ? 1 : none };
        }
        default:
            return { none, none };
        }
    }

    bool fits(const Part& part, std::size_t begin, std::size_t length) const
    {
        const std::string_view text = std::string_view(lower_).substr(begin, length);
        return part.kind != Part::Kind::choice
            || std::any_of(part.choices.begin(), part.choices.end(),
                [&](const std::string& c) { return is_choice(text, c); });
    }

    bool take(std::size_t part, std::size_t begin, std::size_t length)
    {
        if (!match(part + 1, begin + length)) {
            return false;
        }
        if (!parts_[part].placeholder.empty()) {
            kept_[parts_[part].placeholder] = name_.substr(begin, length);
        }
        return true;
    }

    std::span<const Part> parts_;
    const std::string& name_;
    std::string lower_;
    std::vector<bool> failed_;
    std::map<std::string, std::string> kept_;
};

NamePattern::NamePattern(const std::string& pattern, const std::string& subject)
    : text_(pattern)
{
    std::size_t at = 0;
    while (at < pattern.size()) {
        if (pattern[at] == '*') {
            parts_.push_back({ Part::Kind::anything, {}, {}, {} });
            ++at;
        } else if (pattern[at] == '{') {
            const std::size_t close = pattern.find('}', at);
            if (close == std::string::npos) {
                throw InputError(ProblemCode::invalid, subject,
                    fmt::format("unclosed brace in pattern '{}'", pattern),
                    "write a placeholder as {year}");
            }
            add_placeholder(pattern.substr(at + 1, close - at - 1), subject);
            at = close + 1;
        } else {
            const std::size_t next = std::min(pattern.find_first_of("*{", at), pattern.size());
            add_literal(std::string_view(pattern).substr(at, next - at));
            at = next;
        }
    }
}

void NamePattern::add_literal(std::string_view characters)
{
    parts_.push_back({ Part::Kind::literal, lower_case(characters), {}, {} });
}

void NamePattern::add_placeholder(const std::string& inside, const std::string& subject)
{
    const std::size_t colon = inside.find(':');
    const std::string name = inside.substr(0, colon);
    const bool plain = std::all_of(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    if (name.empty() || !plain) {
        throw InputError(ProblemCode::invalid, subject,
            fmt::format("invalid placeholder '{{{}}}' in pattern '{}' (allowed in a name: letters, "
                        "digits and _)",
                inside, text_),
            "name it, e.g. {sector}");
    }
    if (keeps(name)) {
        throw InputError(ProblemCode::duplicate, subject,
            fmt::format("duplicate placeholder {{{}}} in pattern '{}'", name, text_),
            "write * for one of the two");
    }
    Part part;
    part.placeholder = name;
    if (colon != std::string::npos) {
        part.kind = Part::Kind::choice;
        std::size_t begin = colon + 1;
        while (begin <= inside.size()) {
            const std::size_t end = std::min(inside.find('|', begin), inside.size());
            if (end == begin) {
                throw InputError(ProblemCode::invalid, subject,
                    fmt::format(
                        "empty word in placeholder '{{{}}}' of pattern '{}'", inside, text_),
                    "separate words by one |, e.g. {sector:power|industry}");
            }
            part.choices.push_back(lower_case(std::string_view(inside).substr(begin, end - begin)));
            begin = end + 1;
        }
    } else {
        part.kind = name == "year" ? Part::Kind::four_digits
            : name == "yy"         ? Part::Kind::two_digits
            : name == "month"      ? Part::Kind::month
                                   : Part::Kind::words;
    }
    parts_.push_back(std::move(part));
}

std::optional<std::map<std::string, std::string>> NamePattern::match(const std::string& name) const
{
    Matcher matcher(parts_, name);
    return matcher.match(0, 0) ? std::optional(matcher.kept()) : std::nullopt;
}

bool NamePattern::keeps(std::string_view placeholder) const
{
    return std::any_of(parts_.begin(), parts_.end(),
        [&](const Part& part) { return part.placeholder == placeholder; });
}

std::optional<std::string> filled(
    const std::string& text, const std::map<std::string, std::string>& parts)
{
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = text.find('{', at);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos) {
            return out + text.substr(at);
        }
        const auto part = parts.find(text.substr(open + 1, close - open - 1));
        if (part == parts.end()) {
            return std::nullopt;
        }
        out += text.substr(at, open - at) + part->second;
        at = close + 1;
    }
}

} // namespace cityflux
