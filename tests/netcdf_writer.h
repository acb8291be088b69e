#pragma once

#include "tests/netcdf_status.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <netcdf.h>

/// Writes a small netCDF file for a test: what it holds is said in one expression, `close()` ends
/// it.
///
///     NetcdfWriter(path)
///         .axis("lat", "degrees_north", { 50, 51 })
///         .axis("lon", "degrees_east", { 10, 11, 12 })
///         .field("emi", { "lat", "lon" }, { 1, 2, 3,
///                                           4, 5, 6 })
///         .attribute("emi", "units", "t")
///         .close();
class NetcdfWriter {
public:
    /// NC_NETCDF4, or NC_CLASSIC_MODEL, NC_64BIT_OFFSET, NC_64BIT_DATA for the classic formats.
    explicit NetcdfWriter(const std::string& path, int format = NC_NETCDF4)
    {
        check_netcdf(
            nc_create(path.c_str(), NC_CLOBBER | (format == NC_CLASSIC_MODEL ? 0 : format), &id_));
    }
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    /// A size of NC_UNLIMITED makes the record dimension.
    NetcdfWriter& dimension(const std::string& name, std::size_t size)
    {
        check_netcdf(nc_def_dim(id_, name.c_str(), size, &dimensions_[name]));
        return *this;
    }

    /// A dimension and its coordinate variable.
    NetcdfWriter& axis(const std::string& name, const std::string& units,
        const std::vector<double>& centres, nc_type type = NC_DOUBLE)
    {
        dimension(name, centres.size());
        field(name, { name }, centres, type);
        return units.empty() ? *this : attribute(name, "units", units);
    }

    NetcdfWriter& field(const std::string& name, const std::vector<std::string>& dimensions,
        const std::vector<double>& values, nc_type type = NC_FLOAT)
    {
        numbers_.push_back({ define(name, type, dimensions), values });
        return *this;
    }

    /// Stores a field in chunks of these extents, deflated.
    NetcdfWriter& chunks(const std::string& variable, const std::vector<std::size_t>& extents)
    {
        check_netcdf(nc_def_var_chunking(id_, of(variable), NC_CHUNKED, extents.data()));
        check_netcdf(nc_def_var_deflate(id_, of(variable), 1, 1, 4));
        return *this;
    }

    /// Stores a checksum (Fletcher32) with each chunk of a field.
    NetcdfWriter& checksums(const std::string& variable)
    {
        check_netcdf(nc_def_var_fletcher32(id_, of(variable), NC_FLETCHER32));
        return *this;
    }

    /// A variable of NC_STRING.
    NetcdfWriter& strings(const std::string& name, const std::vector<std::string>& dimensions,
        const std::vector<std::string>& texts)
    {
        strings_.push_back({ define(name, NC_STRING, dimensions), texts });
        return *this;
    }

    /// A variable of NC_CHAR: the last dimension is the width, to which the texts are padded with
    /// `padding`.
    NetcdfWriter& characters(const std::string& name, const std::vector<std::string>& dimensions,
        const std::vector<std::string>& texts, char padding = '\0')
    {
        std::size_t width = 0;
        check_netcdf(nc_inq_dimlen(id_, dimensions_.at(dimensions.back()), &width));
        std::string all;
        for (std::string text : texts) {
            text.resize(width, padding);
            all += text;
        }
        characters_.push_back({ define(name, NC_CHAR, dimensions), all });
        return *this;
    }

    /// Adds an attribute to a variable, or to the file if `variable` is "".
    NetcdfWriter& attribute(
        const std::string& variable, const std::string& name, const std::string& text)
    {
        check_netcdf(nc_put_att_text(id_, of(variable), name.c_str(), text.size(), text.c_str()));
        return *this;
    }
    NetcdfWriter& attribute(const std::string& variable, const std::string& name, const char* text)
    {
        return attribute(variable, name, std::string(text));
    }
    NetcdfWriter& attribute(const std::string& variable, const std::string& name,
        const std::vector<double>& numbers, nc_type type = NC_DOUBLE)
    {
        check_netcdf(nc_put_att_double(
            id_, of(variable), name.c_str(), type, numbers.size(), numbers.data()));
        return *this;
    }
    NetcdfWriter& attribute(const std::string& variable, const std::string& name, double number,
        nc_type type = NC_DOUBLE)
    {
        return attribute(variable, name, std::vector<double> { number }, type);
    }

    void close()
    {
        check_netcdf(nc_enddef(id_));
        for (const auto& [variable, values] : numbers_) {
            // With the extent said, so that a record dimension grows.
            const std::vector<std::size_t> start(extents_.at(variable).size(), 0);
            if (!values.empty()) {
                check_netcdf(nc_put_vara_double(id_, variable, start.data(),
                    extent(variable, values.size()).data(), values.data()));
            }
        }
        for (const auto& [variable, texts] : strings_) {
            std::vector<const char*> pointers;
            for (const std::string& text : texts) {
                pointers.push_back(text.c_str());
            }
            check_netcdf(nc_put_var_string(id_, variable, pointers.data()));
        }
        for (const auto& [variable, text] : characters_) {
            check_netcdf(nc_put_var_text(id_, variable, text.c_str()));
        }
        check_netcdf(nc_close(id_));
    }

private:
    int of(const std::string& variable) const
    {
        return variable.empty() ? NC_GLOBAL : variables_.at(variable);
    }

    int define(const std::string& name, nc_type type, const std::vector<std::string>& dimensions)
    {
        std::vector<int> ids;
        std::vector<std::size_t> sizes;
        for (const std::string& dimension : dimensions) {
            ids.push_back(dimensions_.at(dimension));
            std::size_t size = 0;
            check_netcdf(nc_inq_dimlen(id_, ids.back(), &size));
            sizes.push_back(size);
        }
        int variable = 0;
        check_netcdf(nc_def_var(
            id_, name.c_str(), type, static_cast<int>(ids.size()), ids.data(), &variable));
        variables_[name] = variable;
        extents_[variable] = sizes;
        return variable;
    }

    /// The sizes of a variable's dimensions; that of a record dimension follows from the number of
    /// values.
    std::vector<std::size_t> extent(int variable, std::size_t values) const
    {
        std::vector<std::size_t> sizes = extents_.at(variable);
        std::size_t known = 1;
        for (const std::size_t size : sizes) {
            known *= std::max<std::size_t>(size, 1);
        }
        for (std::size_t& size : sizes) {
            size = size == 0 ? values / known : size;
        }
        return sizes;
    }

    template <typename Values> struct Contents {
        int variable = 0;
        Values values;
    };

    int id_ = -1;
    std::map<std::string, int> dimensions_;
    std::map<std::string, int> variables_;
    std::map<int, std::vector<std::size_t>> extents_;
    std::vector<Contents<std::vector<double>>> numbers_;
    std::vector<Contents<std::vector<std::string>>> strings_;
    std::vector<Contents<std::string>> characters_;
};
