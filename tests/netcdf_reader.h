#pragma once

#include "tests/netcdf_status.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <netcdf.h>

/// A netCDF file of any format, read by the library: whole variables and attributes by name. Throws
/// std::runtime_error if something is not there.
class NetcdfReader {
public:
    explicit NetcdfReader(const std::string& path)
    {
        check_netcdf(nc_open(path.c_str(), NC_NOWRITE, &id_));
    }
    ~NetcdfReader() { nc_close(id_); }
    NetcdfReader(const NetcdfReader&) = delete;
    NetcdfReader& operator=(const NetcdfReader&) = delete;

    /// NC_FORMAT_NETCDF4 and its like.
    int format() const
    {
        int value = 0;
        check_netcdf(nc_inq_format(id_, &value));
        return value;
    }

    /// Size of a dimension.
    std::size_t dimension(const std::string& name) const
    {
        int dimension = -1;
        check_netcdf(nc_inq_dimid(id_, name.c_str(), &dimension));
        return size_of(dimension);
    }

    /// Names of a variable's dimensions, separated by blanks.
    std::string shape(const std::string& name) const
    {
        std::string text;
        for (const int dimension : dimensions(name)) {
            std::array<char, NC_MAX_NAME + 1> dimension_name {};
            check_netcdf(nc_inq_dimname(id_, dimension, dimension_name.data()));
            text += std::string(text.empty() ? "" : " ") + dimension_name.data();
        }
        return text;
    }

    std::vector<double> numbers(const std::string& name) const
    {
        std::vector<double> values(size(name));
        check_netcdf(nc_get_var_double(id_, variable(name), values.data()));
        return values;
    }

    /// Values of a variable of NC_STRING.
    std::vector<std::string> texts(const std::string& name) const
    {
        std::vector<char*> pointers(size(name));
        check_netcdf(nc_get_var_string(id_, variable(name), pointers.data()));
        const std::vector<std::string> copied(pointers.begin(), pointers.end());
        check_netcdf(nc_free_string(pointers.size(), pointers.data()));
        return copied;
    }

    /// Text of an attribute of a variable, or of the file where `of` is "".
    std::string attribute(const std::string& name, const std::string& of = "") const
    {
        const int owner = of.empty() ? NC_GLOBAL : variable(of);
        std::size_t length = 0;
        check_netcdf(nc_inq_attlen(id_, owner, name.c_str(), &length));
        std::string text(length, ' ');
        check_netcdf(nc_get_att_text(id_, owner, name.c_str(), text.data()));
        return text;
    }

    double fill_value(const std::string& name) const
    {
        double value = 0.0;
        check_netcdf(nc_get_att_double(id_, variable(name), "_FillValue", &value));
        return value;
    }

private:
    int variable(const std::string& name) const
    {
        int variable = -1;
        check_netcdf(nc_inq_varid(id_, name.c_str(), &variable));
        return variable;
    }

    std::vector<int> dimensions(const std::string& name) const
    {
        int rank = 0;
        check_netcdf(nc_inq_varndims(id_, variable(name), &rank));
        std::vector<int> ids(static_cast<std::size_t>(rank));
        check_netcdf(nc_inq_vardimid(id_, variable(name), ids.data()));
        return ids;
    }

    std::size_t size_of(int dimension) const
    {
        std::size_t size = 0;
        check_netcdf(nc_inq_dimlen(id_, dimension, &size));
        return size;
    }

    /// Number of values of a variable.
    std::size_t size(const std::string& name) const
    {
        std::size_t elements = 1;
        for (const int dimension : dimensions(name)) {
            elements *= size_of(dimension);
        }
        return elements;
    }

    int id_ = -1;
};
