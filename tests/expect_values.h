#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

/// Expects values one by one, by default exactly; NaN only where NaN is expected.
inline void expect_values(const std::vector<double>& found, const std::vector<double>& expected,
    double tolerance = 0.0, const std::string& what = "values")
{
    ASSERT_EQ(found.size(), expected.size()) << what;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (std::isnan(expected[i])) {
            EXPECT_TRUE(std::isnan(found[i])) << what << "[" << i << "]: " << found[i];
        } else {
            EXPECT_NEAR(found[i], expected[i], tolerance) << what << "[" << i << "]";
        }
    }
}
