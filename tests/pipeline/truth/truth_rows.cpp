#include "tests/pipeline/truth/truth_rows.h"

#include "grids/text/toml_section.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

TruthRow row_of(const std::string& name, const TomlValue& value)
{
    TruthRow row;
    std::istringstream words(name);
    for (std::string word; words >> word;) {
        row.words.push_back(word);
    }
    const auto set_value = [&](const TomlValue& of) {
        row.value = of.is_text() ? of.choice<std::optional<double>>({ { "none", std::nullopt } })
                                 : of.number();
    };
    if (!value.is_table()) {
        set_value(value);
        return row;
    }
    const TomlSection section
        = value.section({ "value", "lower", "upper", "edge_share", "valid_share", "flag" });
    set_value(section.need("value", "a number, or \"none\""));
    row.lower = section.number("lower");
    row.upper = section.number("upper");
    row.edge_share = section.number("edge_share");
    row.valid_share = section.number("valid_share").value_or(1.0);
    row.flag = section.text_or_empty("flag");
    return row;
}

bool answers(const std::map<std::string, std::string>& row, const std::vector<std::string>& words)
{
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(row.begin(), row.end(), [&](const auto& field) {
            const bool naming = field.first == "city_id" || field.first == "sector"
                || field.first == "period" || field.first == "species" || field.first == "unit";
            return naming && field.second == word;
        });
    });
}

} // namespace

std::vector<TruthRow> read_truth_rows(const TomlValue& expect)
{
    std::vector<TruthRow> rows;
    for (const auto& [name, value] : expect.entries()) {
        rows.push_back(row_of(name, value));
    }
    return rows;
}

void expect_number(
    const std::string& what, const std::string& field, double expected, double tolerance)
{
    ASSERT_FALSE(field.empty()) << what << " is empty, not " << expected;
    EXPECT_NEAR(std::stod(field), expected, tolerance * std::max(std::abs(expected), 1e-3)) << what;
}

void expect_row(const CsvRows& table, const TruthRow& expected, double tolerance)
{
    const std::string name = fmt::format("{}", fmt::join(expected.words, " "));
    CsvRows found;
    std::copy_if(table.begin(), table.end(), std::back_inserter(found),
        [&](const auto& row) { return answers(row, expected.words); });
    ASSERT_EQ(found.size(), 1u) << "rows for '" << name << "'";
    const auto& row = found.front();
    if (expected.value) {
        expect_number("value of " + name, row.at("value"), *expected.value, tolerance);
    } else {
        EXPECT_EQ(row.at("value"), "") << "value of " << name;
    }
    for (const auto& [column, number] :
        { std::pair { "lower", expected.lower }, std::pair { "upper", expected.upper },
            std::pair { "edge_share", expected.edge_share } }) {
        if (number) {
            expect_number(std::string(column) + " of " + name, row.at(column), *number, tolerance);
        }
    }
    expect_number("valid_share of " + name, row.at("valid_share"), expected.valid_share,
        std::max(tolerance, 1e-9));
    EXPECT_EQ(row.at("flag"), expected.flag) << "flag of " << name;
}

} // namespace cityflux
