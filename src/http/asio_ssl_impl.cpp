// Asio's TLS is compiled here, once for the program.
#include <boost/asio/ssl/impl/src.hpp>
