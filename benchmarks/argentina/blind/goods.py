"""What the trades of the blind group sell: invented brands, chosen so that no other group's goods help."""

from benchmarks.argentina.products import CLEANING, DELI, GROCERY, Trade, goods

FREELANCE = Trade(
    "freelance",
    "Estudio",
    "Servicios técnicos a comercios",
    goods("""
Abono mensual mantenimiento de heladeras exhibidoras | UN | 48500.00 | 21
Carga de gas R404A y control de fugas                | UN | 36200.00 | 21
Cambio de burlete puerta vitrina                     | UN | 15750.50 | 21
Burlete magnético 1,60 m                             | UN | 8420.00  | 21
Termostato digital con sonda                         | UN | 27390.00 | 21
Visita técnica fuera de horario                      | UN | 22000.00 | 21
Forzador 10 W con paleta                             | UN | 13180.25 | 21
Limpieza de condensador                              | UN | 11900.00 | 21
"""),
)
VETERINARY = Trade(
    "veterinary",
    "Agroveterinaria",
    "Alimento balanceado y productos para mascotas",
    goods("""
Alimento perro adulto Can Mayor 20 kg    | BO | 38450.00 | 21
Alimento perro cachorro Can Mayor 15 kg  | BO | 34120.75 | 21
Alimento gato castrado Michilandia 7,5 kg | BO | 29870.40 | 21
Alimento gato adulto Michilandia 10 kg   | BO | 31215.00 | 21
Piedras sanitarias Arenal 4 kg           | UN | 3460.90  | 21
Maíz partido x 25 kg                     | BO | 9850.00  | 10.5
Alpiste x 25 kg                          | BO | 27600.00 | 10.5
Fardo de alfalfa                         | UN | 7420.00  | 10.5
Pipeta antipulgas 10 a 20 kg             | UN | 4980.35  | 21
Collar regulable nylon N.º 3             | UN | 3125.60  | 21
Correa trenzada 1,20 m                   | UN | 4770.15  | 21
Shampoo avena Patitas 250 ml             | UN | 2990.00  | 21
Hueso de cuero prensado 15 cm            | UN | 1380.45  | 21
Plato comedero de acero 18 cm            | UN | 3845.00  | 21
Ración conejo x 5 kg                     | BO | 6120.00  | 10.5
Snack dental Can Mayor x 7               | UN | 2240.70  | 21
"""),
)
LONG_ROUTE = Trade(
    "long_route",
    "Mayorista",
    "Distribución mayorista de alimentos",
    GROCERY.products + CLEANING.products + DELI.products,
)
WEB = Trade(
    "web",
    "Soluciones",
    "Servicios informáticos",
    goods("""
Licencia punto de venta, mes             | UN | 18900.00 | 21
Caja adicional, mes                      | UN | 7450.00  | 21
Impresora térmica 80 mm USB y red        | UN | 142300.00 | 10.5
Lector de códigos de barras inalámbrico  | UN | 88650.00 | 10.5
Rollo térmico 80 x 60 mm                 | UN | 1490.00  | 21
Etiqueta térmica 50 x 25 mm x 1000       | UN | 4385.50  | 21
Capacitación remota, hora                | UN | 24500.00 | 21
Migración de lista de precios            | UN | 61200.00 | 21
Cajón de dinero con cerradura            | UN | 73940.00 | 21
Balanza con emisor de etiquetas          | UN | 512800.00 | 10.5
"""),
)
BAZAAR = Trade(
    "bazaar",
    "Bazar",
    "Artículos de bazar y regalos",
    goods("""
Vaso de vidrio liso 300 cc               | UN | 1150.00  | 21
Fuente enlozada ovalada 35 cm            | UN | 9300.00  | 21
Pava silbadora 2 litros                  | UN | 21800.00 | 21
Mate de calabaza con virola              | UN | 12400.00 | 21
Bombilla pico de loro                    | UN | 5200.00  | 21
Termo acero 1 litro                      | UN | 33900.00 | 21
Repasador de algodón                     | UN | 1900.00  | 21
Cuchillo parrillero de acero             | UN | 4100.00  | 21
Tabla de algarrobo 30 x 20               | UN | 8700.00  | 21
Docena de pinzas de madera               | UN | 1300.00  | 21
"""),
)
CASH_AND_CARRY = Trade(
    "cash_and_carry",
    "Autoservicio Mayorista",
    "Autoservicio mayorista",
    goods("""
Leche entera larga vida 1 L              | UN | 1240.3300 | 21
Crema de leche 200 cc                    | UN | 1518.6000 | 21
Pan rallado 500 g                        | UN | 735.5400  | 10.5
Huevos blancos maple x 30                | UN | 4810.0000 | 21
Sal fina 500 g                           | UN | 388.4300  | 21
Vinagre de alcohol 1 L                   | UN | 702.4800  | 21
Mayonesa doypack 475 g                   | UN | 1611.5700 | 21
Caldo de verdura x 12                    | UN | 894.2100  | 21
Gelatina frutilla 25 g                   | UN | 297.5200  | 21
Premezcla sin TACC 1 kg                  | UN | 2380.9900 | 10.5
Cacao en polvo 360 g                     | UN | 2049.5900 | 21
Fósforos x 3                             | UN | 661.1600  | 21
"""),
)
PLANT = Trade(
    "plant",
    "Industrias",
    "Elaboración de bebidas y lácteos",
    goods("""
BEB COLA LITORAL PET 2,25L X6            | PAC | 9410.00  | 21 | 6  | 8.6957
BEB NARANJA LITORAL PET 2,25L X6         | PAC | 9410.00  | 21 | 6  | 8.6957
BEB COLA LITORAL ZERO LATA 354 X24       | PAC | 21260.40 | 21 | 24 | 8.6957
AGUA GASIFICADA SERRANIA 1,5L X6         | PAC | 4388.25 | 21 | 6
CERVEZA LAGER PUERTO VIEJO 473 X24       | CAJ | 27840.00 | 21 | 24 | 8.6957
CERVEZA ROJA PUERTO VIEJO 473 X24        | CAJ | 29115.50 | 21 | 24 | 8.6957
ISOTONICA VUELTA 500ML X12               | PAC | 11730.00 | 21 | 12 | 4.1667
ENERGIZANTE TURBINA 473 X6               | PAC | 8925.75  | 21 | 6  | 10.5263
SIDRA LA ALDEA 720ML X12                 | CAJ | 23480.00 | 21 | 12
YOGUR BEBIBLE TAMBERITO 185G X12         | CAJ | 8760.20  | 21 | 12
LECHE POLVO TAMBERITO 800G X6            | CAJ | 41230.00 | 21 | 6
"""),
)
CHEMIST = Trade(
    "chemist",
    "Droguería",
    "Distribución de especialidades medicinales",
    goods("""
ATENOVIR 50 mg comp. x 30                | UN | 6120.44  | 0
CLOXAMED 500 mg comp. x 10               | UN | 8455.10  | 0
DIURESAN 25 mg comp. x 60                | UN | 7310.92  | 0
FEBRISOL gotas x 20 ml                   | UN | 3288.15  | 0
GLUCOREX 850 mg comp. x 30               | UN | 5890.70  | 0
LEVOTIR 75 mcg comp. x 50                | UN | 9125.33  | 0
NASALIBRE spray x 15 ml                  | UN | 4760.05  | 0
PRESIONAL 10 mg comp. x 28               | UN | 7044.61  | 0
TUSIFIN jarabe x 120 ml                  | UN | 5217.88  | 0
SALBUMAX aerosol x 200 dosis             | UN | 8990.27  | 0
Apósito estéril 10 x 10 x 5              | UN | 1830.40  | 21
Cepillo dental medio x 2                 | UN | 2915.75  | 21
Colutorio menta 500 ml                   | UN | 4380.20  | 21
Crema para manos urea 100 g              | UN | 3654.90  | 21
Jeringa descartable 5 ml x 10            | UN | 1477.60  | 21
Leche de fórmula etapa 2 x 800 g         | UN | 19870.00 | 21
Oxímetro de pulso                        | UN | 31250.00 | 10.5
Pañal adulto G x 8                       | UN | 9340.15  | 21
Preservativos x 3                        | UN | 1988.25  | 21
Tensiómetro de brazo                     | UN | 58700.00 | 10.5
Toallitas húmedas x 80                   | UN | 2470.35  | 21
Vitamina C 1 g efervescente x 20         | UN | 4120.80  | 21
"""),
)
CELLAR = Trade(
    "cellar",
    "Bodegas",
    "Elaboración y exportación de vinos y conservas",
    goods("""
Malbec reserva 2023, 6 x 750 ml          | CJ | 52400.00 | 0
Cabernet franc 2022, 6 x 750 ml          | CJ | 58150.00 | 0
Torrontés 2025, 6 x 750 ml               | CJ | 39800.00 | 0
Espumante extra brut, 6 x 750 ml         | CJ | 61300.00 | 0
Aceite de oliva virgen extra, 12 x 500 ml | CJ | 98700.00 | 0
Aceitunas negras, 12 x 400 g             | CJ | 44900.00 | 0
Pasas de uva sin semilla, 10 kg          | CJ | 41250.00 | 0
"""),
)
TEXTILE = Trade(
    "textile",
    "Textil",
    "Indumentaria de trabajo",
    goods("""
Delantal de cocina negro                 | UN | 8900.00  | 21
Cofia descartable x 100                  | UN | 6740.00  | 21
Guantes de nitrilo M x 100               | UN | 11350.00 | 21
Remera piqué bordada talle L             | UN | 17420.00 | 21
Pantalón cargo talle 44                  | UN | 28600.00 | 21
Calzado de seguridad n.º 42              | UN | 64900.00 | 21
Faja lumbar talle M                      | UN | 15230.50 | 21
Barbijo tricapa x 50                     | UN | 3980.00  | 10.5
Campera térmica cámara de frío           | UN | 79850.00 | 21
"""),
)
