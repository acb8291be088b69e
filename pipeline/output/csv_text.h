#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace cityflux {

/// Returns a text as a field of a CSV file, in quotes if it has commas, quotes or line ends (RFC
/// 4180).
std::string csv_field(std::string_view text);

/// Returns a number with the fewest digits that read back as the same number, or "" for NaN.
std::string csv_number(double value);

/// Builder of a CSV table. Fields are quoted if necessary.
class Csv {
public:
    Csv& field(std::string_view text)
    {
        if (!at_begin_) {
            text_ += ',';
        }
        text_ += csv_field(text);
        at_begin_ = false;
        return *this;
    }
    Csv& field(const char* text) { return field(std::string_view(text)); }
    Csv& field(double number) { return field(csv_number(number)); }
    /// Adds a rank, blank for 0.
    Csv& place(std::size_t rank) { return field(rank == 0 ? std::string() : std::to_string(rank)); }
    Csv& blanks(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            field("");
        }
        return *this;
    }
    /// Adds id and name of any type with these members.
    template <typename City> Csv& city(const City& city) { return field(city.id).field(city.name); }
    void end_row()
    {
        text_ += '\n';
        at_begin_ = true;
    }
    void header(std::initializer_list<std::string_view> names)
    {
        for (const std::string_view name : names) {
            field(name);
        }
        end_row();
    }

    const std::string& text() const { return text_; }

private:
    std::string text_;
    bool at_begin_ = true;
};

} // namespace cityflux
