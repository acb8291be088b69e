#pragma once

#include <concepts>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>

namespace cityflux {

/// Returns the shortest decimal text that reads back as the same number.
std::string number_text(double number);
std::string number_text(long long number);
std::string number_text(unsigned long long number);

/// Concatenates texts or numbers of a range, with `separator` between two.
template <std::ranges::input_range Range>
std::string joined(const Range& items, std::string_view separator)
{
    using Item = std::remove_cvref_t<std::ranges::range_reference_t<const Range>>;
    std::string text;
    std::string_view between;
    for (const auto& item : items) {
        text += between;
        if constexpr (std::same_as<Item, double>) {
            text += number_text(static_cast<double>(item));
        } else if constexpr (std::unsigned_integral<Item>) {
            text += number_text(static_cast<unsigned long long>(item));
        } else if constexpr (std::integral<Item>) {
            text += number_text(static_cast<long long>(item));
        } else {
            text += item;
        }
        between = separator;
    }
    return text;
}

} // namespace cityflux
