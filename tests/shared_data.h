#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

/// Path of a real file beside the checkout.
inline std::string shared_data(const std::string& name)
{
    return std::string(CITYFLUX_SHARED_DATA) + "/" + name;
}

/// Skips the test, with the reason, where a real file is not there.
#define SKIP_WITHOUT(file)                                                                         \
    if (!std::filesystem::exists(file)) {                                                          \
        GTEST_SKIP() << (file) << " is not there: real data are kept outside the project";         \
    }
