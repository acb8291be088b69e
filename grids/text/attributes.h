#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Attributes of a file or variable. Each has a text, or one or more numbers.
class Attributes {
public:
    struct Value {
        std::string text; ///< numbers as text, separated by spaces
        std::vector<double> numbers;
    };

    void set(const std::string& name, Value value) { values_[name] = std::move(value); }

    bool has(const std::string& name) const { return values_.contains(name); }
    /// Returns the text of an attribute, or "" if there is none.
    std::string text(const std::string& name) const;
    /// Returns the first number of an attribute: a stored number, or the number at the start of a
    /// text. Returns std::nullopt if there is neither.
    std::optional<double> number(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;

    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

private:
    std::map<std::string, Value> values_;
};

} // namespace cityflux
